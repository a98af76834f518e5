# The C library as other projects find it: by find_package(edgeward) or by pkg-config.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/edgeward)
install(FILES include/edgeward.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS edgeward EXPORT edgeward)
install(EXPORT edgeward NAMESPACE edgeward:: DESTINATION ${package_dir} FILE edgeward-targets.cmake)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/edgeward-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES cmake/edgeward-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/edgeward-config-version.cmake DESTINATION ${package_dir})

# Relative, so that what is installed can be moved.
file(RELATIVE_PATH pc_to_include ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
     ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(cmake/edgeward.pc.in edgeward.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/edgeward.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
