include(${CMAKE_CURRENT_LIST_DIR}/edgeward-targets.cmake)

# The library needs no C++ runtime, so a project in C needs no C++ compiler to link it.
get_target_property(configurations edgeward::edgeward IMPORTED_CONFIGURATIONS)
foreach(configuration IN LISTS configurations)
  set_target_properties(edgeward::edgeward PROPERTIES
                        IMPORTED_LINK_INTERFACE_LANGUAGES_${configuration} C)
endforeach()
