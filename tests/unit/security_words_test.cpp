#include "model/trials/security_words.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using Words = std::vector<std::string>;

TEST_CASE("the words by which a text speaks of security are found once each", "[security_words]") {
  CHECK(security_words("Protects from attacks by unprivileged users; it PROTECTS, and makes crashes rare") ==
        Words{"protects", "attacks", "unprivileged"});
  CHECK(security_words("Says y to get the driver. protocol, private").empty());
  CHECK(security_words("").empty());
  CHECK(security_words("insecure") == Words{"insecure"});
}

TEST_CASE("of many such words the first ones are enough", "[security_words]") {
  CHECK(security_words("secure protect attack exploit malicious untrusted unsafe").size() == 6);
}

TEST_CASE("of a commit's message the trailers do not count, and all else does", "[security_words]") {
  struct Row {
    const char* message;
    Words words;
  };
  for (const auto& [message, words] : {
           Row{"KVM: SVM: Fix privilege escalation\n", {"privilege"}},
           Row{"ARM: harden it\n\nNote: an unprivileged user can do this.\n\nCc: security@kernel.org\n",
               {"harden", "unprivileged"}},
           Row{"fs: a fix\n\nSigned-off-by: Malicious Person <a@b.c>\n", {}},
           Row{"fs: a fix\n\nThis is unsafe: it leaks.\nCc: security@kernel.org\n", {"unsafe", "leaks"}},
           Row{"", {}},
       }) {
    INFO(message);
    CHECK(security_words_of_message(message) == words);
  }
}
