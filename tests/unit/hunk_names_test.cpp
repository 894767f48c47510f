#include "model/trials/hunk_names.hpp"

#include "support/catch.hpp"

using namespace kbisect;
using Names = std::vector<std::string>;

TEST_CASE("a flag that a macro gains is what its hunk names", "[hunk_names]") {
  const HunkNames names = names_in_hunks(R"(diff --git a/include/linux/gate.h b/include/linux/gate.h
index b14812f67..33f5b16c0 100644
--- a/include/linux/gate.h
+++ b/include/linux/gate.h
@@ -1656,7 +1656,7 @@ extern const struct gate_ops fs_gate_ops;
  * as stored in flags, and don't forget OLD_WORD.
  */
 #define gate_mode(flags) \
-	(GATE_READ | \
+	(GATE_READ | GATE_SHUT | \
 	 (((flags) & SB_RDONLY) ? 0 : GATE_WRITE))
 
 struct file *gate_open(dev_t dev, int mode, void *holder,
)");
  CHECK(names.files == Names{"include/linux/gate.h"});
  CHECK(names.identifiers == Names{"GATE_SHUT"});
  CHECK(names.symbols.empty());
}

TEST_CASE("what stands on both sides as often is none, what comes is before what goes", "[hunk_names]") {
  const HunkNames names = names_in_hunks(R"(--- a/a.c
+++ b/a.c
@@ -1,3 +1,4 @@
 int shared;
-static int old_helper(int moved)
-	return same + same;
+static int new_helper(int moved)
+	return same + other_thing;
+--- a/not_a_header.c
@@ -10 +11 @@
-x = same_line_twice; /* speaks of a_comment_word */
+x = "a_string_word" + same_line_twice;
--- a/gone.c
+++ /dev/null
@@ -1 +0,0 @@
-int only_in_gone;
\ No newline at end of file
)");
  CHECK(names.files == Names{"a.c"});
  CHECK(names.identifiers ==
        Names{"new_helper", "other_thing", "not_a_header", "old_helper", "same", "only_in_gone"});
}

TEST_CASE("symbols are named by C, make files and Kconfig", "[hunk_names]") {
  const HunkNames names = names_in_hunks(R"(--- a/block/Kconfig
+++ b/block/Kconfig
@@ -1,2 +1,5 @@
 config OLD
 	bool "old"
+config NEW_ONE
+	bool "new"
+	depends on OLD
--- a/block/Makefile
+++ b/block/Makefile
@@ -1 +1 @@
-obj-y := a.o
+obj-$(CONFIG_FROM_MAKE) := a.o
--- a/block/a.c
+++ b/block/a.c
@@ -1 +1 @@
-#ifdef CONFIG_WAS
+#if IS_ENABLED(CONFIG_IS)
)");
  CHECK(names.symbols == Names{"CONFIG_NEW_ONE", "CONFIG_FROM_MAKE", "CONFIG_IS", "CONFIG_WAS"});
  CHECK(names.identifiers == Names{"IS_ENABLED"});
}

TEST_CASE("what is no patch names nothing", "[hunk_names]") {
  for (const char* text : {"", "\n", "@@", "@@ -1 +1 @@", "+++ ", "--- \n+++ \n@@ -a,b +c,d @@\n+int x;\n"}) {
    const HunkNames names = names_in_hunks(text);
    CHECK(names.identifiers.empty());
    CHECK(names.symbols.empty());
  }
}
