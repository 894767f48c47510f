#include "model/step.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

#include "model/json_text.hpp"

namespace kbisect {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Image, path, digest, config_digest)

namespace {

const char* name(BootEnding ending) {
  switch (ending) {
    case BootEnding::left:
      return "left";
    case BootEnding::deadline:
      return "deadline";
    case BootEnding::flooded:
      return "flooded";
  }
  throw std::logic_error("an ending of a boot without a name");
}

BootEnding ending_from(const std::string& given) {
  for (const BootEnding ending : {BootEnding::left, BootEnding::deadline, BootEnding::flooded}) {
    if (name(ending) == given) return ending;
  }
  throw std::invalid_argument("unknown ending of a boot " + given);
}

Run run_from_json(const nlohmann::json& document) {
  return {.verdict = verdict_from_json(document.at("verdict")),
          .ending = ending_from(document.at("ending")),
          .agent_up = document.at("agent_up"),
          .complete = document.at("complete"),
          .kernel_release = document.at("kernel_release"),
          .acceleration = document.at("acceleration"),
          .console = document.at("console"),
          .report = document.at("report"),
          .seconds = document.at("seconds"),
          // Journals of older versions do not have them.
          .versions = document.value("versions", std::vector<std::string>())};
}

Build build_from_json(const nlohmann::json& document) {
  Build build;
  if (document.contains("image")) {
    build.result = document.at("image").get<Image>();
  } else {
    const Verdict failure = verdict_from_json(document.at("failure"));
    if (!std::holds_alternative<Skip>(failure)) throw std::invalid_argument("a failed build is a skip");
    build.result = std::get<Skip>(failure);
  }
  document.at("log").get_to(build.log);
  document.at("reused").get_to(build.reused);
  build.of_earlier_run = document.value("of_earlier_run", false);
  document.at("fixups").get_to(build.fixups);
  document.at("failed_object").get_to(build.failed_object);
  build.objects = int_at(document, "objects");
  document.at("configure_seconds").get_to(build.configure_seconds);
  document.at("make_seconds").get_to(build.make_seconds);
  return build;
}

StepRole role_from(const std::string& name) {
  for (const StepRole role :
       {StepRole::good_end, StepRole::bad_end, StepRole::search, StepRole::proof, StepRole::revert}) {
    if (text(role) == name) return role;
  }
  throw std::invalid_argument("unknown step role " + name);
}

ConfigKind config_from(const std::string& name) {
  for (const ConfigKind config : {ConfigKind::full, ConfigKind::search}) {
    if (text(config) == name) return config;
  }
  throw std::invalid_argument("unknown kind of config " + name);
}

}  // namespace

double build_seconds(const Step& step) {
  return step.checkout_seconds + step.build.configure_seconds + step.build.make_seconds;
}

bool is_untestable(const Step& step) {
  if (step.runs.empty()) return true;
  return is_skip(step.runs.back().verdict) && !may_have_had_bad_luck(step.runs);
}

bool may_have_had_bad_luck(const std::vector<Run>& runs) {
  return runs.size() < 2 || !is_skip(runs[runs.size() - 2].verdict);
}

std::string text(StepRole role) {
  switch (role) {
    case StepRole::good_end:
      return "good end";
    case StepRole::bad_end:
      return "bad end";
    case StepRole::search:
      return "search";
    case StepRole::proof:
      return "proof";
    case StepRole::revert:
      return "revert";
  }
  throw std::logic_error("a step role without a name");
}

std::string text(ConfigKind config) {
  return config == ConfigKind::full ? "full" : "search";
}

nlohmann::json to_json(const Build& build) {
  nlohmann::json document{{"log", build.log},
                          {"reused", build.reused},
                          {"of_earlier_run", build.of_earlier_run},
                          {"fixups", build.fixups},
                          {"failed_object", build.failed_object},
                          {"objects", build.objects},
                          {"configure_seconds", build.configure_seconds},
                          {"make_seconds", build.make_seconds}};
  if (const auto* image = std::get_if<Image>(&build.result)) {
    document["image"] = *image;
  } else {
    document["failure"] = to_json(Verdict(std::get<Skip>(build.result)));
  }
  return document;
}

nlohmann::json to_json(const Run& run) {
  return {{"verdict", to_json(run.verdict)},
          {"ending", name(run.ending)},
          {"agent_up", run.agent_up},
          {"complete", run.complete},
          {"kernel_release", run.kernel_release},
          {"acceleration", run.acceleration},
          {"console", run.console},
          {"report", run.report},
          {"versions", run.versions},
          {"seconds", run.seconds}};
}

nlohmann::json to_json(const Step& step) {
  nlohmann::json document{{"number", step.number},
                          {"role", text(step.role)},
                          {"config", text(step.config)},
                          {"commit", step.commit},
                          {"candidates", step.candidates},
                          {"build", to_json(step.build)},
                          {"verdict", to_json(step.verdict)},
                          {"began", step.began},
                          {"checkout_seconds", step.checkout_seconds},
                          {"wall_seconds", step.wall_seconds}};
  if (step.expected)
    document["expected"] = {{"objects", step.expected->objects}, {"seconds", step.expected->seconds}};
  document["runs"] = nlohmann::json::array();
  for (const Run& run : step.runs) document["runs"].push_back(to_json(run));
  return document;
}

Step step_from_json(const nlohmann::json& document) {
  Step step;
  step.number = int_at(document, "number");
  step.role = role_from(document.at("role"));
  step.config = config_from(document.at("config"));
  document.at("commit").get_to(step.commit);
  step.candidates = int_at(document, "candidates");
  if (document.contains("expected")) {
    const auto& expected = document.at("expected");
    step.expected = {.objects = int_at(expected, "objects"), .seconds = expected.at("seconds")};
  }
  step.build = build_from_json(document.at("build"));
  step.verdict = verdict_from_json(document.at("verdict"));
  document.at("began").get_to(step.began);
  document.at("checkout_seconds").get_to(step.checkout_seconds);
  document.at("wall_seconds").get_to(step.wall_seconds);
  for (const auto& run : document.at("runs")) step.runs.push_back(run_from_json(run));
  return step;
}

}  // namespace kbisect
