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
