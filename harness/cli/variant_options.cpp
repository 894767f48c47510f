#include "cli/variant_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.hpp"
#include "engine/places.hpp"
#include "tools/git_patch_file.hpp"

namespace kbisect {
namespace {

constexpr const char* and_option = "--and";

constexpr bool (*kinds_of_change[])(const Variant&) = {
    [](const Variant& variant) { return !variant.config.empty(); },
    [](const Variant& variant) { return !variant.append.empty(); },
    [](const Variant& variant) { return !variant.patches.empty(); }};

Variant joined(Variant one, const Variant& of_other_kinds) {
  one.config.insert(of_other_kinds.config.begin(), of_other_kinds.config.end());
  one.append += of_other_kinds.append;
  one.patches.insert(one.patches.end(), of_other_kinds.patches.begin(), of_other_kinds.patches.end());
  return one;
}

// Every choice of one change of each kind, or none of it, but not none of any.
std::vector<Variant> combinations_of(const std::vector<Variant>& changes) {
  std::vector<Variant> all{Variant{}};
  for (const auto is_of_kind : kinds_of_change) {
    const std::vector<Variant> without = all;
    for (const Variant& change : changes) {
      if (!is_of_kind(change)) continue;
      if (std::count_if(std::begin(kinds_of_change), std::end(kinds_of_change),
                        [&](const auto is_of) { return is_of(change); }) > 1) {
        throw UsageError(fmt::format(
            "--combine: '{}', which --and has joined, is of two kinds; join changes of one kind only",
            text(change)));
      }
      for (const Variant& other : without) all.push_back(joined(other, change));
    }
  }
  all.erase(all.begin());
  return all;
}

}  // namespace

const VariantOptions::Option& VariantOptions::option(Change change) {
  static const std::map<Change, Option> options{
      {Change::set,
       {"--set", "One more variant, with this CONFIG_X=value on top of the profile; repeatable"}},
      {Change::append,
       {"--append",
        "One more variant, with these parameters on the kernel's command line; needs no build\n"
        "of its own; repeatable"}},
      {Change::patch, {"--patch", "One more variant, with this patch applied (git apply); repeatable"}}};
  return options.at(change);
}

void VariantOptions::add_to(CLI::App& command) {
  for (const Change change : {Change::set, Change::append, Change::patch}) {
    command.add_option(option(change).name, values_[change], option(change).help)->allow_extra_args(false);
  }
  command.add_flag_function(
      and_option, [](std::int64_t) {},
      "Join the change before it and the one after it in one variant:\n"
      "--set CONFIG_X=y --and --append quiet");
  command.add_flag("--combine", combine_,
                   "Each --set with each --append and each --patch as well, instead of each alone only");
  command.add_flag("--only-changed", only_changed_, "Leave out the rows of the unchanged sources");
}

void VariantOptions::take_order(const CLI::App& command) {
  std::map<Change, size_t> taken;
  for (const CLI::Option* parsed : command.parse_order()) {
    const std::string name = parsed->get_name();
    if (name == and_option) given_.push_back({});
    for (const auto& [change, values] : values_) {
      if (name == option(change).name) given_.push_back({change, values.at(taken[change]++)});
    }
  }
}

std::string VariantOptions::label_of(const std::filesystem::path& patch, const std::string& given) const {
  const auto is_namesake = [&](const Given& other) {
    if (other.change != Change::patch) return false;
    const auto path = given_path(other.value, option(Change::patch).name);
    return path != patch && path.filename() == patch.filename();
  };
  return std::any_of(given_.begin(), given_.end(), is_namesake) ? given : patch.filename().string();
}

void VariantOptions::add(Variant& variant, const Given& given) const {
  const char* name = option(*given.change).name;
  switch (*given.change) {
    case Change::set: {
      const auto change = or_usage_error(parse_config_change(given.value), name);
      if (!variant.config.insert(change).second) {
        throw UsageError(
            fmt::format("{} {}: {} is set twice in one variant", name, given.value, change.first));
      }
      return;
    }
    case Change::append:
      or_usage_error(check_boot_parameters(given.value), name);
      variant.append += (variant.append.empty() ? "" : " ") + given.value;
      return;
    case Change::patch: {
      const auto path = given_path(given.value, name);
      // Check the patch now: one that git cannot read would fail at every commit.
      variant.patches.push_back({label_of(path, given.value), or_usage_error(read_patch_file(path), name)});
      return;
    }
  }
}

std::vector<Variant> VariantOptions::changes() const {
  std::vector<Variant> variants;
  bool joins = false;
  bool after_change = false;
  for (const Given& given : given_) {
    if (!given.change) {
      if (!after_change) throw UsageError("--and joins two changes; there is none before it");
      joins = true;
      after_change = false;
      continue;
    }
    if (!joins) variants.emplace_back();
    add(variants.back(), given);
    joins = false;
    after_change = true;
  }
  if (joins) throw UsageError("--and joins two changes; there is none after it");
  return variants;
}

std::vector<Variant> VariantOptions::load() const {
  std::vector<Variant> variants = changes();
  if (variants.empty() && (only_changed_ || combine_)) {
    throw UsageError(fmt::format("{}: nothing is changed; give --set, --append or --patch",
                                 combine_ ? "--combine" : "--only-changed"));
  }
  if (combine_) variants = combinations_of(variants);
  for (auto one = variants.begin(); one != variants.end(); ++one) {
    if (std::find(variants.begin(), one, *one) != one)
      throw UsageError(fmt::format("the variant '{}' is given twice", text(*one)));
  }
  if (!only_changed_) variants.insert(variants.begin(), Variant{});
  return variants;
}

}  // namespace kbisect
