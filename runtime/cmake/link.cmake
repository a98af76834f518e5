# What a linked edgeward needs at run time: the C library and its mathematics, no C++ library.
include(CheckLinkerFlag)

if(UNIX)
  target_link_libraries(edgeward PRIVATE m)
endif()
# as-needed drops the C++ library, of which nothing is used; 16 KiB is the largest page of a phone's
# kernel. Not every linker knows them.
foreach(flag -Wl,--as-needed -Wl,-z,max-page-size=16384)
  string(MAKE_C_IDENTIFIER "LINKER_KNOWS${flag}" known)
  check_linker_flag(CXX ${flag} ${known})
  if(${known})
    target_link_options(edgeward PRIVATE ${flag})
  endif()
endforeach()
