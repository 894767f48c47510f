// The protocol between host and guest. This is the only header that both include.
//
// The host puts two words on the kernel's command line, nonce_parameter and test_parameter, each followed by
// its value. The agent writes text lines to the virtio-serial port named results_port (under
// /dev/virtio-ports if udev runs, otherwise found through /sys/class/virtio-ports/*/name):
//
//   kbisect/1 NONCE hello KERNEL-RELEASE          the agent is up
//   kbisect/1 NONCE ktap LINE                     one line of KTAP (Documentation/dev-tools/ktap.rst),
//                                                 nested by indentation
//   kbisect/1 NONCE end COUNT                     the test is over; COUNT ktap lines were sent
//
// The guest image holds an ext4 file system made by the host, as pieces: each file in ext4_folder contains
// the bytes that start at the offset given by its name, in decimal. Everything else, up to ext4_size bytes,
// is zero.
//
// The host ignores every line that does not start with the magic and this boot's nonce. A report without its
// end line, or whose COUNT does not match, is not a report.
#pragma once

namespace kbisect::protocol {

inline constexpr const char* magic = "kbisect/1";
inline constexpr const char* hello = "hello";
inline constexpr const char* ktap = "ktap";
inline constexpr const char* end = "end";

inline constexpr const char* results_port = "org.kbisect.results";
inline constexpr const char* nonce_parameter = "kbisect.nonce=";
inline constexpr const char* test_parameter = "kbisect.test=";
inline constexpr const char* ext4_folder = "/ext4";
inline constexpr long ext4_size = 8L << 20;
// Names no test: the agent only says hello and ends the report.
inline constexpr const char* no_test = "none";
// Names the user's own program, which the image holds at own_test_path. Those of its libraries that the
// guest's dynamic linker would not find are in own_libraries.
inline constexpr const char* own_test = "own";
inline constexpr const char* own_test_path = "/test/program";
inline constexpr const char* own_libraries = "/test/lib";

// A case of a guest test states its role in a diagnostic line before its result: "# role: control".
inline constexpr const char* role_prefix = "role: ";
inline constexpr const char* role_hunted = "hunted";    // fails if the bug is there
inline constexpr const char* role_control = "control";  // passes on every kernel that can be judged
inline constexpr const char* role_reference =
    "reference";  // the same on every kernel, with or without the bug; never blamed
inline constexpr const char* role_observed = "observed";  // the campaign says what its outcomes mean
// The role of the only case of a user's own test, which is named own_case. Its program's KTAP is nested below
// it; other output becomes diagnostics, and so does how it ended: "# exit: 1" or "# signal: 11 (Segmentation
// fault)".
inline constexpr const char* role_own = "own";
inline constexpr const char* own_case = "test";
inline constexpr const char* output_prefix = "output: ";
inline constexpr const char* exit_prefix = "exit: ";
inline constexpr const char* signal_prefix = "signal: ";

// A failed step gives its errno in a diagnostic line before its result: "# errno: EBUSY (Device or resource
// busy)".
inline constexpr const char* errno_prefix = "errno: ";

// The version of a program that a test runs: "# version: losetup from util-linux 2.38.1".
inline constexpr const char* version_prefix = "version: ";

// An observed step gives what happened, as an errno name or outcome_passed: "# outcome: EBUSY".
inline constexpr const char* outcome_prefix = "outcome: ";
inline constexpr const char* outcome_passed = "OK";

// Everything the agent writes to the kernel log starts with log_prefix: problems that it cannot report over
// the port and, before each step of a hunted or observed case, log_step and "case/step". The kernel's lines
// from there to the agent's next line belong to that step.
inline constexpr const char* log_prefix = "kbisect: ";
inline constexpr const char* log_step = "step ";

// What the agent prints on the host with list_option. For each test a line with its name, then one for each
// program that it runs, and one for each step of its hunted and observed cases, which a symptom can name:
// "step CASE/STEP" if the step can fail, "observed CASE/STEP" if it only reports its outcome.
inline constexpr const char* list_option = "--list";
inline constexpr const char* listed_test = "test ";
inline constexpr const char* listed_program = "program ";
inline constexpr const char* listed_step = "step ";
inline constexpr const char* listed_observed = "observed ";

}  // namespace kbisect::protocol
