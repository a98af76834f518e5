# What a linked library needs at run time: the C library and its mathematics, no C++ library.
include(CheckLinkerFlag)

if(UNIX)
  target_link_libraries(edgeward PRIVATE m)
endif()

# Gives a target those linker flags that the linker knows.
function(link_with target)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "LINKER_KNOWS${flag}" known)
    check_linker_flag(CXX ${flag} ${known})
    if(${known})
      target_link_options(${target} PRIVATE ${flag})
    endif()
  endforeach()
endfunction()

# as-needed drops the C++ library, of which nothing is used; 16 KiB is the largest page of a phone's
# kernel.
set(EDGEWARD_LINK -Wl,--as-needed -Wl,-z,max-page-size=16384)
link_with(edgeward ${EDGEWARD_LINK})
