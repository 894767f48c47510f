# Tests with the real make, QEMU and git. One program; each test is a ctest entry, selected by its Catch2 tag
# [real_NAME].
file(GLOB KBISECT_REAL_TESTS CONFIGURE_DEPENDS e2e/real_*_test.cpp)
add_executable(kbisect-real-tests ${KBISECT_REAL_TESTS})
set_target_properties(kbisect-real-tests PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
target_include_directories(kbisect-real-tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(kbisect-real-tests PRIVATE KBISECT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  KBISECT_BINARY="$<TARGET_FILE:kbisect>")
target_link_libraries(kbisect-real-tests PRIVATE kbisect_core kbisect-test-main)
add_dependencies(kbisect-real-tests kbisect)

# add_real_test(NAME [LONG] [AFTER NAME...]): LONG tests run only with `run.sh --long`; AFTER names the tests
# whose kernels it reuses. Tests run one at a time, because a kernel build uses all processors.
function(add_real_test name)
  cmake_parse_arguments(PARSE_ARGV 1 REAL LONG "" AFTER)
  set(labels kernel)
  if(REAL_LONG)
    list(APPEND labels long)
  endif()
  list(TRANSFORM REAL_AFTER PREPEND e2e.real_)
  add_test(NAME e2e.real_${name} COMMAND kbisect-real-tests "[real_${name}]")
  set_tests_properties(e2e.real_${name} PROPERTIES LABELS "${labels}" TIMEOUT 7200 RUN_SERIAL TRUE
    DEPENDS "${REAL_AFTER}" FAIL_REGULAR_EXPRESSION ${KBISECT_NOTHING_RAN} SKIP_RETURN_CODE ${KBISECT_LEFT_OUT})
endfunction()

add_real_test(demo)

# Also runs real_own_test_test.cpp, which uses the same kernel.
add_real_test(guest_tests LONG)
add_real_test(discard LONG AFTER guest_tests)
add_real_test(slim LONG AFTER guest_tests)
add_real_test(explain LONG AFTER guest_tests)
add_real_test(trials LONG AFTER guest_tests)
add_real_test(verify LONG AFTER trials)
add_real_test(find_fix LONG AFTER trials)
add_real_test(trials_long LONG)
add_real_test(verify_long LONG)
add_real_test(config_bisect LONG)
# Needs packages_for_distribution_configs. Takes two hours on 2 cores.
add_real_test(config_bisect_distribution LONG)
add_real_test(releases LONG)
add_real_test(userland LONG AFTER guest_tests)
add_real_test(container LONG)
add_real_test(other_tree LONG)
add_real_test(unbuildable LONG)
# Need packages_for_arm64 of harness/packages.sh.
add_real_test(arm64 LONG)
add_real_test(arm64_whole LONG)
