#include "model/campaign.hpp"

#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "model/arch.hpp"
#include "support/campaign_document.hpp"
#include "support/catch.hpp"

using namespace kbisect;
using nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("a campaign is read as it was written", "[campaign]") {
  const auto campaign = parse_campaign(whole(), "x");
  REQUIRE(campaign.has_value());
  CHECK(campaign->name == "loop");
  CHECK(campaign->description == "a mount fails");
  CHECK(campaign->linux_tree == "~/linux");
  CHECK(campaign->good == "v6.7");
  CHECK(campaign->bad == "v6.8");
  CHECK(campaign->arch == "x86_64");
  CHECK(campaign->profile == "kata-3.13.0");
  CHECK(campaign->search_profile == "slim");
  CHECK(campaign->whitelist == std::vector<std::string>{"CONFIG_A", "CONFIG_9P_FS"});
  CHECK(campaign->test == "loop-mount");
  CHECK(campaign->symptom == Symptom{StepFailure{"mount-writer-held/mount", "EBUSY"}});
  CHECK(campaign->expected_culprit == "6f861765464f");
  CHECK(campaign->hunt == Hunt::fix);
  CHECK(campaign->compiler == "gcc-11");
  CHECK(campaign->limits == Limits{std::chrono::seconds(100), std::chrono::seconds(7), 256, 3});
  CHECK(parse_campaign(to_json(*campaign), "x") == *campaign);
}

TEST_CASE("what a campaign leaves out has its default, and stays so through JSON", "[campaign]") {
  json document = whole();
  for (const char* key :
       {"description", "whitelist", "expected_culprit", "limits", "on_other_failure", "hunt", "compiler"})
    document.erase(key);
  const auto campaign = parse_campaign(document, "x");
  REQUIRE(campaign.has_value());
  CHECK(campaign->limits == Limits{});
  CHECK(campaign->whitelist.empty());
  CHECK(campaign->symptom.on_other_failure == OtherFailure::skip);
  CHECK_FALSE(campaign->expected_culprit.has_value());
  CHECK(campaign->hunt == Hunt::regression);
  CHECK_FALSE(campaign->compiler.has_value());
  CHECK(parse_campaign(to_json(*campaign), "x") == *campaign);
  CHECK(schema_accepts(schema(), to_json(*campaign)));
}

TEST_CASE("the schema's defaults are the parser's", "[campaign]") {
  json defaults = json::object();
  const json limits = schema()["properties"]["limits"]["properties"];
  for (const auto& [key, rule] : limits.items()) {
    defaults[key] = rule.at("default");
  }
  CHECK(defaults == to_json(Campaign{}).at("limits"));
}

TEST_CASE("every key the schema has, and no other, is known to the parser", "[campaign]") {
  const json written = to_json(*parse_campaign(whole(), "x"));
  std::set<std::string> keys{"$schema"};
  for (const auto& [key, value] : written.items()) keys.insert(key);
  std::set<std::string> in_schema;
  const json properties = schema()["properties"];
  for (const auto& [key, rule] : properties.items()) in_schema.insert(key);
  CHECK(in_schema == keys);
  const auto keys_of = [](const json& object) {
    std::set<std::string_view> found;
    for (const auto& [key, value] : object.items()) found.insert(key);
    return found;
  };
  CHECK(keys_of(schema()["properties"]["limits"]["properties"]) == keys_of(written["limits"]));
  std::set<std::string_view> of_symptoms;
  for (const json& kind : schema()["properties"]["symptom"]["oneOf"])
    of_symptoms.merge(keys_of(kind["properties"]));
  CHECK(of_symptoms == std::set<std::string_view>(symptom_keys().begin(), symptom_keys().end()));
  const json& log = schema()["properties"]["symptom"]["oneOf"][1]["properties"]["log"];
  CHECK(keys_of(log["properties"]) ==
        std::set<std::string_view>(symptom_log_keys().begin(), symptom_log_keys().end()));
  const json& outcomes = schema()["properties"]["symptom"]["oneOf"][4]["properties"]["outcomes"];
  CHECK(keys_of(outcomes["items"]["properties"]) ==
        std::set<std::string_view>(symptom_outcome_keys().begin(), symptom_outcome_keys().end()));
}

TEST_CASE("schema and parser want the same keys and the same types", "[campaign]") {
  const json values[] = {nullptr,       true, 1,    -1,    1.5,           "", " ", "-x", "text",
                         json::array(), {1},  {""}, {"x"}, json::object()};
  const auto each_key = [&](const json& all, const json::json_pointer& object) {
    REQUIRE(both_accept(all));
    for (const auto& [key, value] : all[object].items()) {
      json without = all;
      without[object].erase(key);
      both_accept(without);
      for (const json& other : values) {
        json changed = all;
        changed[object][key] = other;
        both_accept(changed);
      }
    }
    json more = all;
    more[object]["surplus"] = 1;
    CHECK_FALSE(both_accept(more));
  };
  each_key(whole(), json::json_pointer(""));
  each_key(whole(), json::json_pointer("/symptom"));
  each_key(whole(), json::json_pointer("/limits"));
  json log = whole();
  log["symptom"] = {{"log", {{"kind", "warning"}, {"function", "mntput"}, {"text", "fs/"}}}};
  each_key(log, json::json_pointer("/symptom"));
  each_key(log, json::json_pointer("/symptom/log"));
  json hang = whole();
  hang["symptom"] = {{"hang", "boot"}};
  each_key(hang, json::json_pointer("/symptom"));
  json failure = whole();
  failure["symptom"] = {{"fails", "test"}};
  each_key(failure, json::json_pointer("/symptom"));
  json outcomes = whole();
  outcomes["symptom"] = {{"outcomes", {{{"step", "a/b"}, {"good", "OK"}, {"bad", "EBUSY,exit-32"}}}}};
  each_key(outcomes, json::json_pointer("/symptom"));
  each_key(outcomes, json::json_pointer("/symptom/outcomes/0"));
  CHECK_FALSE(both_accept(json::array()));
  CHECK_FALSE(both_accept(nullptr));
  CHECK_FALSE(both_accept(json::object()));
}

TEST_CASE("schema and parser draw the same lines", "[campaign]") {
  struct Sample {
    const char* pointer;
    json value;
    bool accepted;
  };
  const std::string long_name(100, 'a');
  const std::string long_id(40, 'a');
  const Sample samples[] = {
      {"/$schema", 5, true},
      {"/name", "0.a_b-c", true},
      {"/name", long_name, true},
      {"/name", long_name + "a", false},
      {"/name", "Loop", false},
      {"/name", ".loop", false},
      {"/name", "-loop", false},
      {"/name", "a/b", false},
      {"/name", "a\n", false},
      {"/name", "\u00e9", false},
      {"/linux", "\t", false},
      {"/linux", "/a b", true},
      {"/good", "HEAD@{1 day ago}", true},
      {"/good", "--all", false},
      {"/bad", " v6.8", false},
      {"/arch", "x86", false},
      {"/whitelist", json::array({"CONFIG_"}), false},
      {"/whitelist", json::array({"CONFIG_A=y"}), false},
      {"/whitelist", json::array({"CONFIG_A", "NET"}), false},
      {"/whitelist", json::array({"CONFIG_a1_"}), true},
      {"/symptom/step", "a", false},
      {"/symptom/step", "/b", false},
      {"/symptom/step", "a/", false},
      {"/symptom/step", "a/b/c", false},
      {"/symptom/step", "a /b", false},
      {"/symptom/step", "a/b", true},
      {"/symptom/errno", "E", false},
      {"/symptom/errno", "ebusy", false},
      {"/symptom/errno", "16", false},
      {"/symptom/errno", "EL2NSYNC", true},
      {"/symptom/log", {{"kind", "warning"}}, false},  // two kinds of symptom
      {"/symptom/hang", "boot", false},
      {"/symptom", {{"hang", "test"}}, true},
      {"/symptom", {{"hang", "late"}}, false},
      {"/symptom", {{"hang", "boot"}, {"errno", "EIO"}}, false},
      {"/symptom", {{"log", {{"kind", "panic"}}}}, true},
      {"/symptom", {{"log", {{"kind", "Panic"}}}}, false},
      {"/symptom", {{"log", {{"function", "mntput"}}}}, false},
      {"/symptom", {{"log", {{"kind", "bug"}, {"function", "_a1"}}}}, true},
      {"/symptom", {{"log", {{"kind", "bug"}, {"function", "1a"}}}}, false},
      {"/symptom", {{"log", {{"kind", "bug"}, {"function", "mntput+0x1"}}}}, false},
      {"/symptom", {{"log", {{"kind", "bug"}, {"text", "a b"}}}}, true},
      {"/symptom", {{"log", {{"kind", "bug"}, {"text", " "}}}}, false},
      {"/symptom", {{"fails", "test/check 3"}}, true},
      {"/symptom", {{"fails", " test"}}, false},
      {"/symptom", {{"fails", "a\nb"}}, false},
      {"/symptom", {{"fails", "test"}, {"hang", "test"}}, false},
      {"/symptom", {{"outcomes", json::array()}}, false},
      {"/symptom", {{"outcomes", {{{"step", "a/b"}, {"good", "OK"}}}}}, false},
      {"/symptom", {{"outcomes", {{{"step", "a"}, {"good", "OK"}, {"bad", "EIO"}}}}}, false},
      {"/symptom", {{"outcomes", {{{"step", "a/b"}, {"good", "exit 0"}, {"bad", "EIO"}}}}}, false},
      {"/on_other_failure", "bad", true},
      {"/on_other_failure", "good", false},
      {"/compiler", "gcc", true},
      {"/compiler", "gcc-11.2", false},
      {"/compiler", "clang", false},
      {"/hunt", "regression", true},
      {"/hunt", "repair", false},
      {"/expected_culprit", "6f861765464", false},
      {"/expected_culprit", long_id, true},
      {"/expected_culprit", long_id + "a", false},
      {"/expected_culprit", "6F861765464F", false},
      {"/confidence", 0.5, true},
      {"/confidence", 0.49, false},
      {"/confidence", 1, false},
      {"/confidence", "0.9", false},
      {"/pick", "information", true},
      {"/pick", "best", false},
      {"/discard", "unread", true},
      {"/discard", "some", false},
      {"/fixups", json::array(), true},
      {"/fixups", {{{"commit", "a"}, {"until", "b"}}}, true},
      {"/fixups", {{{"patch", "a"}, {"from", "-b"}}}, false},
      {"/fixups", {{{"patch", "a"}, {"commit", "b"}}}, false},
      {"/fixups", {{{"from", "b"}}}, false},
      {"/fixups", {{{"patch", "a"}, {"since", "b"}}}, false},
      {"/fixups", {"a.patch"}, false},
      {"/fixups", "a.patch", false},
      {"/workarounds", json::array(), true},
      {"/workarounds", {"userland", "./own.sh"}, true},
      {"/workarounds", {" "}, false},
      {"/workarounds", "userland", false},
      {"/limits/build_seconds", 60.0, true},
      {"/limits/jobs", 1e300, false},
      {"/limits/jobs", 18446744073709551615U, false},
      {"/limits/jobs", "2", false},
      {"/limits", json::object(), true},
  };
  for (const Sample& sample : samples) {
    json document = whole();
    document[json::json_pointer(sample.pointer)] = sample.value;
    CHECK(both_accept(document) == sample.accepted);
  }
  const json limits = schema()["properties"]["limits"]["properties"];
  for (const auto& [key, rule] : limits.items()) {
    const int least = rule.at("minimum");
    const int most = rule.at("maximum");
    for (const auto& [value, accepted] :
         {std::pair(least - 1, false), {least, true}, {most, true}, {most + 1, false}}) {
      json document = whole();
      document["limits"][key] = value;
      CHECK(both_accept(document) == accepted);
    }
  }
  for (const SplatKind kind : splat_kinds()) {
    json document = whole();
    document["symptom"] = {{"log", {{"kind", text(kind)}}}};
    CHECK(both_accept(document));
  }
  for (const Arch& arch : architectures()) {
    json document = whole();
    document["arch"] = arch.name;
    CHECK(both_accept(document));
  }
}

TEST_CASE("a mistake is told by file, key, value and what to write instead", "[campaign]") {
  struct Mistake {
    const char* pointer;
    json value;
    std::vector<std::string> parts;
  };
  const Mistake mistakes[] = {
      {"/god", "v6.7", {R"(there is no key "god")", R"(did you mean "good"?)"}},
      {"/linux_tree", "x", {R"(there is no key "linux_tree")", R"(did you mean "linux"?)"}},
      {"/jobs", 2, {R"(there is no key "jobs")", R"(did you mean "limits.jobs"?)"}},
      {"/errno", "EIO", {R"(did you mean "symptom.errno"?)"}},
      {"/limits/boot_secs",
       2,
       {R"(there is no key "limits.boot_secs")", R"(did you mean "limits.boot_seconds"?)"}},
      {"/limits/memory", 2, {R"(did you mean "limits.memory_mib"?)"}},
      {"/symptom/$schema", 2, {R"(there is no key "symptom.$schema")", "step, errno"}},
      {"/colour", "red", {R"(there is no key "colour")", "the keys here are name, description, linux"}},
      {"/name", "Kata Loop", {R"(key "name" is "Kata Loop")", "lower-case letters"}},
      {"/good", 6.7, {R"(key "good" is 6.7)", "a revision without the bug"}},
      {"/bad", "", {R"(key "bad" is "")", "a revision with the bug"}},
      {"/arch", "sparc", {R"(key "arch" is "sparc")", arch_names()}},
      {"/profile", nullptr, {R"(key "profile" is null)", "a folder under configs/"}},
      {"/whitelist", "CONFIG_A", {R"(key "whitelist" is "CONFIG_A")", "a list of symbols"}},
      {"/whitelist", {"CONFIG_A", "B"}, {R"(key "whitelist[1]" is "B")", "CONFIG_MEMCG_V1"}},
      {"/symptom", "EBUSY", {R"(key "symptom" is "EBUSY")", R"("step": )"}},
      {"/symptom/step", "mount", {R"(key "symptom.step" is "mount")", "case/step"}},
      {"/symptom/errno", "busy", {R"(key "symptom.errno" is "busy")", "EBUSY"}},
      {"/symptom/log", json::object(), {R"(key "symptom" has "step" and "log")", "write one of them"}},
      {"/symptom", json::object(), {R"(key "symptom" names no symptom; write an object)", R"("hang": )"}},
      {"/symptom", {{"log", "BUG"}}, {R"(key "symptom.log" is "BUG")", R"("kind": )"}},
      {"/symptom", {{"log", json::object()}}, {R"(key "symptom.log.kind" is missing)", "hung-task"}},
      {"/symptom",
       {{"log", {{"kind", "warn"}}}},
       {R"(key "symptom.log.kind" is "warn")", "one of warning, bug"}},
      {"/symptom", {{"log", {{"kin", "bug"}}}}, {R"(did you mean "symptom.log.kind"?)"}},
      {"/symptom", {{"hang", "reboot"}}, {R"(key "symptom.hang" is "reboot")", "within the deadline"}},
      {"/symptom", {{"fails", ""}}, {R"(key "symptom.fails" is "")", R"("test" (your own one))"}},
      {"/symptom", {{"outcomes", {1}}}, {R"(key "symptom.outcomes[0]" is 1)", R"("good": "OK")"}},
      {"/symptom",
       {{"outcomes", {{{"step", "a/b"}, {"good", "OK"}, {"bad", "OK"}}}}},
       {"no row", "that tells good from bad"}},
      {"/symptom",
       {{"outcomes", {{{"step", "a/b"}, {"god", "OK"}, {"bad", "OK"}}}}},
       {R"(did you mean "symptom.outcomes[].good"?)"}},
      {"/on_other_failure", "good", {R"(key "on_other_failure" is "good")", R"("skip")", R"("bad")"}},
      {"/expected_culprit", "v6.8", {R"(key "expected_culprit" is "v6.8")", "12 to 40", "leave the key out"}},
      {"/confidence", 99.9, {R"(key "confidence" is 99.9)", "a number from 0.5 to 0.999999"}},
      {"/pick", "best", {R"(key "pick" is "best")", R"("git")"}},
      {"/fixups", {{{"comit", "a"}}}, {R"(there is no key "fixups[0].comit")", "fixups[].commit"}},
      {"/fixups",
       {{{"patch", "a"}}, {{"from", "a"}}},
       {R"(key "fixups[1]" names no repair, or two)", R"("commit" and "patch")"}},
      {"/limits", 5, {R"(key "limits" is 5)", "boot_seconds"}},
      {"/limits/boot_seconds", 0, {R"(key "limits.boot_seconds" is 0)", "seconds from 1 to 86400"}},
      {"/limits/memory_mib", "512M", {R"(key "limits.memory_mib" is "512M")", "MiB from 64 to 1048576"}},
      {"/test", {std::string(500, 'x')}, {"xxx...; write the name of a guest test"}},
  };
  for (const Mistake& mistake : mistakes) {
    json document = whole();
    document[json::json_pointer(mistake.pointer)] = mistake.value;
    const std::string message = message_of(document);
    CHECK_THAT(message, contains("file.json: "));
    for (const std::string& part : mistake.parts) CHECK_THAT(message, contains(part));
    CHECK(message.find('\n') == std::string::npos);
  }
}

TEST_CASE("a missing key is named with what belongs there", "[campaign]") {
  for (const auto& key : schema()["required"]) {
    json document = whole();
    document.erase(key.get<std::string>());
    CHECK_THAT(message_of(document),
               contains(R"(key ")" + key.get<std::string>() + R"(" is missing; write )"));
  }
  json document = whole();
  document["symptom"].erase("errno");
  CHECK_THAT(message_of(document), contains(R"(key "symptom.errno" is missing)"));
}

TEST_CASE("each kind of symptom is read as it was written", "[campaign]") {
  const std::pair<json, Symptom> rows[] = {
      {{{"log", {{"kind", "hung-task"}}}}, {LogPattern{.kind = SplatKind::hung_task}}},
      {{{"log", {{"kind", "kasan"}, {"function", "f"}, {"text", "free"}}}},
       {LogPattern{SplatKind::kasan, "f", "free"}}},
      {{{"hang", "boot"}}, {Hang{HangPhase::boot}}},
      {{{"hang", "test"}}, {Hang{HangPhase::test}}}};
  for (const auto& [written, symptom] : rows) {
    json document = whole();
    document["symptom"] = written;
    document["on_other_failure"] = "bad";
    const auto campaign = parse_campaign(document, "x");
    REQUIRE(campaign.has_value());
    CHECK(campaign->symptom.hunted == symptom.hunted);
    CHECK(campaign->symptom.on_other_failure == OtherFailure::bad);
    CHECK(parse_campaign(to_json(*campaign), "x") == *campaign);
  }
}

TEST_CASE("a misspelt key is told of, not the key that it leaves missing", "[campaign]") {
  json document = whole();
  document.erase("good");
  document["Good"] = "v6.7";
  CHECK_THAT(message_of(document), contains(R"(did you mean "good"?)"));
}

TEST_CASE("a key of any bytes and any length is told of in one short line", "[campaign]") {
  for (const std::string& key :
       {std::string("a\nb\x1b[2J"), std::string(1 << 20, 'x'), "name" + std::string(1 << 20, 'x')}) {
    json document = whole();
    document[key] = 1;
    const std::string message = message_of(document);
    CHECK_THAT(message, contains("there is no key"));
    CHECK(message.size() < 1000);
    CHECK(message.find_first_of("\n\x1b") == std::string::npos);
  }
}

TEST_CASE("what is no object is no campaign", "[campaign]") {
  CHECK_THAT(message_of({1, 2}), contains("file.json: a campaign is a JSON object"));
}

TEST_CASE("every committed campaign parses and names a profile and a schema that are there", "[campaign]") {
  int campaigns = 0;
  for (const auto& entry : fs::directory_iterator(configs / "campaigns")) {
    if (entry.path().extension() != ".json") continue;
    campaigns += 1;
    const json document = json_file(entry.path());
    CHECK(both_accept(document));
    const auto campaign = parse_campaign(document, entry.path().filename());
    REQUIRE(campaign.has_value());
    // default.json is a symbolic link to a campaign, which has the name of its own file.
    CHECK(campaign->name == fs::canonical(entry.path()).stem());
    CHECK(fs::is_directory(configs / campaign->profile));
    CHECK(fs::exists(entry.path().parent_path() / document.at("$schema").get<std::string>()));
  }
  CHECK(campaigns >= 1);
}

TEST_CASE("the reference campaign asks what it is known to ask", "[campaign]") {
  const auto campaign = parse_campaign(json_file(configs / "campaigns/kata-loop-mount.json"), "x");
  REQUIRE(campaign.has_value());
  CHECK(campaign->symptom == Symptom{StepFailure{"mount-writer-held/mount", "EBUSY"}});
  CHECK(campaign->expected_culprit == "6f861765464f43a71462d52026fbddfc858239a5");
  CHECK(campaign->whitelist == std::vector<std::string>{"CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE"});
  CHECK(campaign->limits == Limits{});
}
