# boyin_test(NAME normalise SRCS a_test.cc DEPS boyin::normalise LABELS unit)
#
# One doctest program of a room, run as one ctest test. Tests find the tree by BOYIN_SOURCE_DIR, the
# program by BOYIN_BINARY, and the benchmark data (which may be absent) by BOYIN_BENCH_DATA.
# BUSY: the test itself works long, and is optimised with sanitizers too.
find_package(doctest REQUIRED)

function(boyin_test)
  cmake_parse_arguments(TEST "BUSY" "NAME" "SRCS;DEPS;LIBS;LABELS" ${ARGN})
  add_executable(test_${TEST_NAME} ${TEST_SRCS} ${CMAKE_SOURCE_DIR}/tests/doctest_main.cc)
  target_link_libraries(test_${TEST_NAME} PRIVATE boyin_flags doctest::doctest ${TEST_DEPS} ${TEST_LIBS})
  target_include_directories(test_${TEST_NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(test_${TEST_NAME} PRIVATE DOCTEST_CONFIG_SUPER_FAST_ASSERTS
    BOYIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" BOYIN_BINARY="${CMAKE_BINARY_DIR}/boyin"
    BOYIN_BENCH_DATA="${CMAKE_SOURCE_DIR}/../shared/bench")
  if(BOYIN_SANITIZE AND NOT TEST_BUSY)
    # What is tested is optimised all the same; this halves the time that the compiler needs.
    target_compile_options(test_${TEST_NAME} PRIVATE -O0)
  endif()
  if("${TEST_LABELS}" MATCHES "unit|golden")
    add_dependencies(quick test_${TEST_NAME})
  endif()
  add_test(NAME ${TEST_NAME} COMMAND test_${TEST_NAME} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${TEST_NAME} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 900
    SKIP_RETURN_CODE 77)
endfunction()
