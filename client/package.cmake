# What others install: headers, one archive that holds this folder and the house's folders below it, and the files that
# find_package(gatehouse-auth) reads. `cmake --install BUILD --component gatehouse-auth --prefix DIR` puts it in place.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(archive ${CMAKE_CURRENT_BINARY_DIR}/libgatehouse-auth.a)
set(parts client relying_party http jose crypto json url base)
set(script "create ${archive}\n")
set(part_targets "")
foreach(part ${parts})
  string(APPEND script "addlib $<TARGET_FILE:gatehouse_${part}>\n")
  list(APPEND part_targets gatehouse_${part})
endforeach()
file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/archive.mri CONTENT "${script}save\nend\n")

add_custom_command(
  OUTPUT ${archive}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
  COMMAND ${CMAKE_AR} -M < ${CMAKE_CURRENT_BINARY_DIR}/archive.mri
  DEPENDS ${part_targets} ${CMAKE_CURRENT_BINARY_DIR}/archive.mri
  COMMENT "Joining libgatehouse-auth.a"
  VERBATIM)
add_custom_target(gatehouse_auth_archive ALL DEPENDS ${archive})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gatehouse-auth)
configure_package_config_file(${CMAKE_CURRENT_SOURCE_DIR}/gatehouse-auth-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/gatehouse-auth-config.cmake
  INSTALL_DESTINATION ${package_folder}
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/gatehouse-auth-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)

install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT gatehouse-auth)
install(FILES ${archive} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT gatehouse-auth)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/gatehouse-auth-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/gatehouse-auth-config-version.cmake
  DESTINATION ${package_folder} COMPONENT gatehouse-auth)

# Installs into a scratch folder, builds the example against it as a stranger would, and runs it.
add_test(NAME client.ExampleBuildsAgainstTheInstalledPackage
  COMMAND ${CMAKE_COMMAND}
    -DHOUSE=${CMAKE_BINARY_DIR} -DEXAMPLE=${CMAKE_CURRENT_SOURCE_DIR}/example
    -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/installed -DCXX=${CMAKE_CXX_COMPILER}
    -DSANITIZE=${GATEHOUSE_SANITIZE} -P ${CMAKE_CURRENT_SOURCE_DIR}/installed_package.cmake)
set_tests_properties(client.ExampleBuildsAgainstTheInstalledPackage PROPERTIES LABELS contract TIMEOUT 300)
