#include "model/guest/regression.hpp"

#include "support/catch.hpp"

using namespace kbisect;

namespace {

// A boot with these results of one case: "step OK", "step EBUSY", "step SKIP". A "~" marks an outcome that is
// only observed.
KtapReport report_of(const std::vector<std::pair<std::string, std::string>>& steps) {
  KtapResult one{.outcome = KtapOutcome::ok, .name = "case"};
  for (const auto& [name, outcome] : steps) {
    KtapResult step{.name = name};
    if (outcome.starts_with('~')) {
      step.outcome = KtapOutcome::ok;
      step.diagnostics = {"outcome: " + outcome.substr(1)};
    } else if (outcome == "OK" || outcome == "SKIP") {
      step.outcome = outcome == "OK" ? KtapOutcome::ok : KtapOutcome::skip;
    } else {
      step.diagnostics = {"errno: " + outcome + " (in words)"};
    }
    one.children.push_back(step);
  }
  return {.planned = 1, .results = {one}};
}

}  // namespace

TEST_CASE("results are counted, and those that passed in every boot", "[regression]") {
  CHECK(count_passes({}) == PassCount{});
  const KtapReport one = report_of({{"open", "OK"}, {"mount", "~EBUSY"}, {"losetup", "SKIP"}});
  CHECK(count_passes({one, one}) == PassCount{.passed = 1, .results = 2});
  CHECK(count_passes({one, report_of({{"open", "EIO"}, {"mount", "~OK"}, {"losetup", "OK"}})}) ==
        PassCount{.passed = 0, .results = 3});
}

TEST_CASE("a step that passed and fails is a regression", "[regression]") {
  const KtapReport good = report_of({{"open", "OK"}, {"mount", "~OK"}});
  struct Row {
    std::vector<KtapReport> before;
    std::vector<KtapReport> after;
    const char* wanted;  // nullptr: no regression
  };
  const Row rows[] = {
      {{good, good}, {good, good}, nullptr},
      {{good}, {report_of({{"open", "EIO"}, {"mount", "~OK"}})}, "case/open gives EIO"},
      {{good}, {report_of({{"open", "OK"}, {"mount", "~EBUSY"}})}, "case/mount gives EBUSY"},
      // Better than before, or the same.
      {{report_of({{"mount", "~EBUSY"}})}, {report_of({{"mount", "~OK"}})}, nullptr},
      {{report_of({{"mount", "EBUSY"}})}, {report_of({{"mount", "EIO"}})}, nullptr},
      // Not in every boot before, or not in every boot after.
      {{good, report_of({{"open", "EIO"}})}, {report_of({{"open", "EIO"}})}, nullptr},
      {{good}, {report_of({{"open", "EIO"}}), good}, nullptr},
      {{good}, {report_of({{"open", "EIO"}}), report_of({{"open", "EIO"}}), good}, "case/open gives EIO"},
      // No statement is possible.
      {{good}, {report_of({{"open", "SKIP"}})}, nullptr},
      {{good}, {report_of({})}, nullptr},
      {{}, {good}, nullptr},
      {{good}, {}, nullptr}};
  for (const Row& row : rows) {
    const auto seen = regression(row.before, row.after);
    if (row.wanted == nullptr) {
      CHECK(seen == std::nullopt);
    } else {
      CHECK(seen == std::string(row.wanted));
    }
  }
}

TEST_CASE("a complaint of the kernel that is new is told, unless a slow machine makes it", "[regression]") {
  const auto boot = [](const std::vector<std::string>& lines) { return scan_kernel_log(lines); };
  const auto quiet = boot({"[    0.5] a line"});
  const auto warns = boot({"[    0.5] WARNING: CPU: 0 PID: 61 at fs/super.c:7 mount_it+0x4c/0x180"});
  const auto warns_elsewhere =
      boot({"[    0.5] WARNING: CPU: 0 PID: 61 at fs/super.c:7 unmount_it+0x4c/0x180"});
  const auto hangs = boot({"[   99.0] INFO: task mount:61 blocked for more than 10 seconds."});
  CHECK(new_complaint({quiet, quiet}, {warns, warns}) == "the kernel logs WARNING in mount_it");
  CHECK(new_complaint({warns_elsewhere}, {warns}) == "the kernel logs WARNING in mount_it");
  CHECK_FALSE(new_complaint({warns, quiet}, {warns, warns}));
  CHECK_FALSE(new_complaint({quiet}, {warns, quiet}));
  CHECK_FALSE(new_complaint({quiet}, {hangs}));
  CHECK_FALSE(
      new_complaint({quiet}, {boot({"[   99.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s!"})}));
  // A patch has moved the line.
  const auto at_line = [&](const std::string& line) {
    return boot({"[    0.5] UBSAN: array-index-out-of-bounds in fs/super.c:" + line});
  };
  CHECK_FALSE(new_complaint({at_line("12:4")}, {at_line("15:4")}));
  CHECK_THAT(new_complaint({quiet}, {at_line("15:4")}).value_or(""), contains("fs/super.c:15:4"));
  CHECK_FALSE(new_complaint({warns}, {quiet}));
  CHECK_FALSE(new_complaint({}, {}));
}

TEST_CASE("a step that passed and fails in some boots is told apart", "[regression]") {
  const KtapReport good = report_of({{"open", "OK"}, {"mount", "~OK"}});
  const KtapReport busy = report_of({{"open", "OK"}, {"mount", "~EBUSY"}});
  struct Row {
    std::vector<KtapReport> before;
    std::vector<KtapReport> after;
    const char* wanted;  // nullptr: nothing
  };
  const Row rows[] = {{{good}, {good, busy, good, busy, good}, "case/mount gives EBUSY in 2 of 5 boots"},
                      {{good}, {good, good, good, good, busy}, nullptr},
                      {{good}, {busy, busy, good}, nullptr},  // in most: regression()
                      {{good}, {busy, busy, good, good, good, good, good, good, good}, nullptr},
                      {{good, busy}, {good, busy, good, busy, good}, nullptr},
                      {{}, {busy, busy, good, good}, nullptr}};
  for (const Row& row : rows) {
    INFO(row.after.size());
    const auto told = regression_now_and_then(row.before, row.after);
    CHECK(told == (row.wanted == nullptr ? std::nullopt : std::optional<std::string>(row.wanted)));
  }
}
