#include "model/patches/patch_series.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

struct Tagged {
  SeriesPatch patch;
  PatchTag tag;
};

struct Gathered {
  PatchSeries series;
  std::vector<Tagged> patches;
  size_t replies = 0;  // with a diff, of which none is taken
};

Expected<void> gather(const PatchMail& mail, std::string name, Gathered& into) {
  name = without_controls(name);
  const PatchTag tag = read_tag(mail.headers.subject);
  // A reply may quote a patch, or propose another one; neither is of the series.
  if (tag.is_reply) {
    into.replies += has_diff(mail.body) ? 1 : 0;
    return {};
  }
  if (const std::string base = base_commit_of(mail.body); !base.empty()) {
    if (!into.series.base_commit.empty() && into.series.base_commit != base) {
      return fail(fmt::format("{}: base-commit: {} is not the {} of the others; give --base", name, base,
                              into.series.base_commit));
    }
    into.series.base_commit = base;
  }
  into.series.has_prerequisites = into.series.has_prerequisites || has_prerequisites(mail.body);
  if (has_binary_diff(mail.body))
    return fail(fmt::format("{}: changes a file that is no text; only text is taken", name));
  if (!has_diff(mail.body)) {
    if (tag.number.value_or(0) > 0) {
      return fail(fmt::format("{}: is patch {}/{} and holds no diff; save the mail whole", name, *tag.number,
                              tag.total));
    }
    if (tag.number) into.series.cover = mail.headers;
    return {};
  }
  if (tag.number && *tag.number == 0)
    return fail(fmt::format("{}: is number 0 of its series and holds a diff", name));
  into.patches.push_back({.patch = {.name = name,
                                    .title = tag.title.empty() ? name : tag.title,
                                    .text = mail.is_mail ? mail.text : with_plain_line_ends(mail.text),
                                    .is_mail = mail.is_mail,
                                    .headers = mail.headers},
                          .tag = tag});
  return {};
}

// A patch and its next version cannot both be meant. A diff without a mail has no version.
Expected<void> check_versions(const std::vector<Tagged>& patches) {
  const Tagged* first = nullptr;
  for (const Tagged& one : patches) {
    if (!one.patch.is_mail) continue;
    if (first == nullptr) first = &one;
    if (one.tag.version == first->tag.version) continue;
    return fail(fmt::format("{} is v{}, and {} is v{}; give the patches of one series", first->patch.name,
                            first->tag.version, one.patch.name, one.tag.version));
  }
  return {};
}

// That these are 1 to `total`, each once.
Expected<void> check_numbers(const std::vector<Tagged>& patches) {
  const Tagged& first = patches.back();  // those without a number come first
  for (const Tagged& one : patches) {
    if (!one.tag.number) {
      return fail(fmt::format("{}: has no number, and {} has one; give the patches of one series",
                              one.patch.name, first.patch.name));
    }
    if (one.tag.total != first.tag.total) {
      return fail(fmt::format("{} is {}/{}, and {} is {}/{}; give the patches of one series",
                              first.patch.name, *first.tag.number, first.tag.total, one.patch.name,
                              *one.tag.number, one.tag.total));
    }
  }
  std::vector<int> missing;
  for (int number = 1; number <= first.tag.total; ++number) {
    const auto is_it = [&](const Tagged& one) { return one.tag.number == number; };
    const auto found = std::find_if(patches.begin(), patches.end(), is_it);
    if (found == patches.end()) {
      missing.push_back(number);
      continue;
    }
    const auto again = std::find_if(found + 1, patches.end(), is_it);
    if (again != patches.end()) {
      return fail(fmt::format("{} and {} are both patch {}/{}", found->patch.name, again->patch.name, number,
                              first.tag.total));
    }
  }
  if (!missing.empty()) {
    constexpr size_t enough = 5;
    const bool has_more = missing.size() > enough;
    missing.resize(std::min(missing.size(), enough));
    return fail(fmt::format("patch {}{} of {} is missing; give the whole series", fmt::join(missing, ", "),
                            has_more ? ", ..." : "", first.tag.total));
  }
  if (patches.size() != static_cast<size_t>(first.tag.total)) {
    return fail(
        fmt::format("{} patches, but their subjects number them up to {}", patches.size(), first.tag.total));
  }
  return {};
}

Expected<void> check_repeats(const std::vector<Tagged>& patches) {
  for (auto one = patches.begin(); one != patches.end(); ++one) {
    const auto is_same = [&](const Tagged& other) { return other.patch.text == one->patch.text; };
    const auto first = std::find_if(patches.begin(), one, is_same);
    if (first == one) continue;
    return fail(fmt::format("{} and {} are the same patch; give it once", without_controls(first->patch.name),
                            without_controls(one->patch.name)));
  }
  return {};
}

}  // namespace

Expected<PatchSeries> series_of(const std::vector<NamedPatch>& files) {
  Gathered gathered;
  for (const NamedPatch& file : files) {
    const size_t before = gathered.patches.size();
    const size_t replies = gathered.replies;
    const auto cover = gathered.series.cover;
    const std::vector<PatchMail> mails = read_mails(file.text);
    for (size_t i = 0; i < mails.size(); ++i) {
      const std::string name = mails.size() == 1 ? file.name : fmt::format("{}, mail {}", file.name, i + 1);
      if (const auto taken = gather(mails[i], name, gathered); !taken) return fail(taken.error().message);
    }
    const bool is_cover = gathered.series.cover != cover && mails.size() == 1;
    if (gathered.patches.size() != before || is_cover) continue;
    return fail(
        fmt::format("{}: there is no patch in it{}", without_controls(file.name),
                    gathered.replies == replies
                        ? ""
                        : ", only in a reply (Re: ...), which may quote another; save that patch by itself"));
  }
  auto& patches = gathered.patches;
  if (patches.empty()) return fail("there is no patch in it, only a cover letter");
  std::stable_sort(patches.begin(), patches.end(), [](const Tagged& one, const Tagged& other) {
    return one.tag.number.value_or(0) < other.tag.number.value_or(0);
  });
  if (const auto checked = check_versions(patches); !checked) return fail(checked.error().message);
  if (patches.back().tag.number) {
    if (const auto checked = check_numbers(patches); !checked) return fail(checked.error().message);
  }
  if (const auto checked = check_repeats(patches); !checked) return fail(checked.error().message);
  for (Tagged& one : patches) gathered.series.patches.push_back(std::move(one.patch));
  return std::move(gathered.series);
}

std::string patch_text(size_t number, size_t total) {
  return fmt::format("patch {}/{}", number, total);
}

}  // namespace kbisect
