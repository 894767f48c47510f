// What host and guest agree on; the one header that both include.
//
// The host starts the guest with two words on the kernel's command line, nonce_parameter and test_parameter.
// The agent writes text lines to the virtio-serial port named results_port (under /dev/virtio-ports if there
// is udev, else found through /sys/class/virtio-ports/*/name):
//
//   kbisect/1 NONCE hello KERNEL-RELEASE          the agent is up
//   kbisect/1 NONCE ktap LINE                     one line of KTAP (Documentation/dev-tools/ktap.rst),
//                                                 nested by indentation
//   kbisect/1 NONCE end COUNT                     the test is over; COUNT ktap lines were sent
//
// The guest image holds an ext4 file system, made by the host, in pieces: each file in ext4_folder is named
// by the offset in bytes, in decimal digits, where its content belongs. All else, up to ext4_size, is zeros.
//
// A line that does not start with this boot's nonce is not ours and counts for nothing; a report without its
// end, or with another count, is not a report.
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
// Names no test: the agent comes up, and reports nothing but that.
inline constexpr const char* no_test = "none";
// Names the user's own program, which lies at own_test_path. Its libraries that lie where the guest's dynamic
// linker does not look are in own_libraries.
inline constexpr const char* own_test = "own";
inline constexpr const char* own_test_path = "/test/program";
inline constexpr const char* own_libraries = "/test/lib";

// A case of a guest test says what part it plays in a diagnostic line before its result: "# role: control".
inline constexpr const char* role_prefix = "role: ";
inline constexpr const char* role_hunted = "hunted";    // fails where the bug is
inline constexpr const char* role_control = "control";  // passes wherever the kernel can judge the bug
inline constexpr const char* role_reference =
    "reference";  // the same on every kernel, bug or not; never blamed
inline constexpr const char* role_observed = "observed";  // what its outcomes mean, the campaign says
// The one case of a user's own test, named own_case. Its program's KTAP is nested below it, other output is
// in diagnostics, and so is how it ended: "# exit: 1" or "# signal: 11 (Segmentation fault)".
inline constexpr const char* role_own = "own";
inline constexpr const char* own_case = "test";
inline constexpr const char* output_prefix = "output: ";
inline constexpr const char* exit_prefix = "exit: ";
inline constexpr const char* signal_prefix = "signal: ";

// A failed step says its errno in a diagnostic line before its result: "# errno: EBUSY (Device or resource
// busy)".
inline constexpr const char* errno_prefix = "errno: ";

// The version of a program that a test runs: "# version: losetup from util-linux 2.38.1".
inline constexpr const char* version_prefix = "version: ";

// A step that was only observed says what it gave: "# outcome: EBUSY".
inline constexpr const char* outcome_prefix = "outcome: ";

// What the agent itself writes to the kernel's log starts with log_prefix: trouble that it cannot tell over
// the port, and, before each step of a hunted or observed case, log_step and "case/step". The kernel's lines
// after that one, up to the agent's next, are what the kernel had to say about this step.
inline constexpr const char* log_prefix = "kbisect: ";
inline constexpr const char* log_step = "step ";

}  // namespace kbisect::protocol
