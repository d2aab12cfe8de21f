# One call per folder: gatehouse_library(jose DEPS base crypto json) builds every .cpp of the folder into one static
# library and every *_test.cpp into one test program. The DEPS line is the only place where a folder's dependencies
# are stated; test/architecture checks each #include against it.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# One code model everywhere, so that programs and libraries can share the precompiled header.
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
add_compile_options(-fPIE)
add_link_options(-pie)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(GATEHOUSE_SANITIZE "" CACHE STRING "address or thread")
if(GATEHOUSE_SANITIZE STREQUAL "address")
  # The fuzzers are built there, too, and coverage of the libraries is what guides them: one build for both.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Builds in the same folder share the cache; a precompiled header holds paths, so that another folder has its own.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
                                  CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
find_program(LLD ld.lld-19)
if(LLD)
  add_link_options(-fuse-ld=${LLD})
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror -fno-omit-frame-pointer
                    "SHELL:-Xclang -fno-pch-timestamp")
if(GATEHOUSE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -O1)
  add_link_options(-fsanitize=address,undefined)
elseif(GATEHOUSE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -O1)
  add_link_options(-fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  # Hardening: costs 1 to 10 percent CPU per request and turns many memory errors into a clean stop.
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong
                      -fstack-clash-protection -ftrivial-auto-var-init=zero)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
include_directories(${CMAKE_SOURCE_DIR})
add_link_options(-Wl,--as-needed)

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)

# Two precompiled headers, one that every library shares and one that every test program shares: a library's file costs
# 1.2 s with it and 1.8 s without, a GoogleTest file 0.8 s and 2.5 s. They hold standard headers only, so that a change
# of ours compiles no more than what includes it.
file(WRITE ${CMAKE_BINARY_DIR}/library_pch.cpp "")
add_library(library_pch STATIC ${CMAKE_BINARY_DIR}/library_pch.cpp)
target_precompile_headers(library_pch PRIVATE <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex>
                          <optional> <set> <span> <string> <string_view> <utility> <variant> <vector>)

file(WRITE ${CMAKE_BINARY_DIR}/test_pch.cpp "")
add_library(test_pch STATIC ${CMAKE_BINARY_DIR}/test_pch.cpp)
target_precompile_headers(test_pch PRIVATE <gtest/gtest.h> <string> <vector> <optional> <map> <functional>)
target_link_libraries(test_pch PUBLIC GTest::gtest)
# What is tested is optimised a little under a sanitizer, so that it runs in bearable time; the tests need not be.
set(GATEHOUSE_TEST_OPTIONS $<$<BOOL:${GATEHOUSE_SANITIZE}>:-O0>)
target_compile_options(test_pch PRIVATE ${GATEHOUSE_TEST_OPTIONS})

# Everything that CTest runs, for builds that want nothing else.
add_custom_target(test_programs)

# What each program of tests is compiled with.
function(gatehouse_test_program TARGET)
  add_dependencies(test_programs ${TARGET})
  target_compile_options(${TARGET} PRIVATE ${GATEHOUSE_TEST_OPTIONS})
  target_precompile_headers(${TARGET} REUSE_FROM test_pch)
endfunction()

# gatehouse_library(NAME [DEPS folder-library...] [LINK third-party...] [TEST_DEPS folder-library...] [ALONE regex])
# NAME is the folder's name; the target is gatehouse_NAME. SOURCES defaults to every .cpp that is not a test.
# Presets for builds from nothing (all but dev) compile several files of a folder as one, in half the time. Files
# that match ALONE are compiled by themselves: their local names are those of other files, too.
function(gatehouse_library NAME)
  cmake_parse_arguments(A "" "ALONE" "DEPS;LINK;TEST_DEPS;TEST_LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(A_ALONE)
    set(alone ${sources})
    list(FILTER alone INCLUDE REGEX "(${A_ALONE})")
    set_source_files_properties(${alone} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$|_fuzz\\.cpp$|/main\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM A_DEPS PREPEND gatehouse_)
  list(TRANSFORM A_TEST_DEPS PREPEND gatehouse_)
  if(sources)
    add_library(gatehouse_${NAME} STATIC ${sources})
    target_link_libraries(gatehouse_${NAME} PUBLIC ${A_DEPS} PRIVATE ${A_LINK} Threads::Threads)
    target_precompile_headers(gatehouse_${NAME} REUSE_FROM library_pch)
  else()
    add_library(gatehouse_${NAME} INTERFACE)
    target_link_libraries(gatehouse_${NAME} INTERFACE ${A_DEPS} ${A_LINK} Threads::Threads)
  endif()
  if(tests)
    add_executable(${NAME}_test ${tests})
    target_link_libraries(${NAME}_test PRIVATE gatehouse_${NAME} ${A_TEST_DEPS} ${A_TEST_LINK} GTest::gtest_main)
    gatehouse_test_program(${NAME}_test)
    gtest_discover_tests(${NAME}_test TEST_PREFIX "${NAME}." DISCOVERY_MODE PRE_TEST
                         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES LABELS unit TIMEOUT 120)
  endif()
  if(GATEHOUSE_SANITIZE STREQUAL "address")
    file(GLOB_RECURSE fuzzers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_fuzz.cpp)
    foreach(fuzzer ${fuzzers})
      get_filename_component(fuzz_name ${fuzzer} NAME_WE)
      add_executable(${fuzz_name} ${fuzzer})
      target_compile_options(${fuzz_name} PRIVATE -fsanitize=fuzzer)
      target_link_options(${fuzz_name} PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${fuzz_name} PRIVATE gatehouse_${NAME} ${A_TEST_DEPS})
    endforeach()
  endif()
endfunction()

# Adds every folder below the given roots that has a CMakeLists.txt, so a new room needs no edit elsewhere.
function(gatehouse_add_folders)
  foreach(root ${ARGN})
    file(GLOB_RECURSE lists CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${root}/CMakeLists.txt)
    list(FILTER lists EXCLUDE REGEX "node_modules")
    foreach(list ${lists})
      get_filename_component(folder ${list} DIRECTORY)
      add_subdirectory(${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_BINARY_DIR}/${folder})
    endforeach()
  endforeach()
endfunction()
include(GoogleTest)
