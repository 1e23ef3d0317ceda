# boyin_test(NAME normalise SRCS a_test.cc DEPS boyin::normalise LABELS unit)
#
# One doctest program of a room, run as one ctest test. Tests find the tree, the program and the
# benchmark data (which may be absent) by tests/paths.h.
# BUSY: the test itself works long, and is optimised; the others are not, which saves the compiler a
# third of its time (what they test is optimised all the same).
find_package(doctest REQUIRED)

# doctest's own main and the paths, compiled once for all.
add_library(boyin_test_main STATIC ${CMAKE_SOURCE_DIR}/tests/doctest_main.cc
            ${CMAKE_SOURCE_DIR}/tests/paths.cc)
target_link_libraries(boyin_test_main PRIVATE boyin_flags PUBLIC doctest::doctest)
target_include_directories(boyin_test_main PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(boyin_test_main
  PRIVATE BOYIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" BOYIN_BINARY_DIR="${CMAKE_BINARY_DIR}"
  PUBLIC DOCTEST_CONFIG_SUPER_FAST_ASSERTS)

function(boyin_test)
  cmake_parse_arguments(TEST "BUSY" "NAME" "SRCS;DEPS;LIBS;LABELS" ${ARGN})
  add_executable(test_${TEST_NAME} ${TEST_SRCS})
  target_link_libraries(test_${TEST_NAME} PRIVATE boyin_flags boyin_test_main ${TEST_DEPS} ${TEST_LIBS})
  if(NOT TEST_BUSY)
    target_compile_options(test_${TEST_NAME} PRIVATE -O0)
  endif()
  if("${TEST_LABELS}" MATCHES "unit|golden")
    add_dependencies(quick test_${TEST_NAME})
  endif()
  add_test(NAME ${TEST_NAME} COMMAND test_${TEST_NAME} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${TEST_NAME} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 900
    SKIP_RETURN_CODE 77)
endfunction()
