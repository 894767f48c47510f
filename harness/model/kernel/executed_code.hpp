// Which functions of a kernel ran during a boot, according to an emulator's log of translated code. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The functions of a linked kernel, from the output of `nm vmlinux` (nm(1)).
class Functions {
 public:
  static Functions from_nm(std::string_view text);
  bool empty() const { return by_address_.empty(); }
  // Adds the names of the function that contains this address; all of them if it has several.
  void add_names_at(std::uint64_t address, std::set<std::string>& names) const;

 private:
  std::map<std::uint64_t, std::vector<std::string>> by_address_;
  std::uint64_t end_ = 0;
};

// The functions that QEMU translated code of, from its log (qemu(1), -d in_asm), where an instruction is a
// line "0xffffffff81000000:  48 8d 25 ...". Code is translated when it first runs.
std::set<std::string> functions_run(std::string_view log, const Functions& functions);

// The objects that contain each function, from the output of `nm -A OBJECT...`. Paths are made relative to
// `folder`; objects outside it are ignored.
std::map<std::string, std::set<std::string>> objects_by_function(std::string_view nm_of_objects,
                                                                 const std::string& folder);

}  // namespace kbisect
