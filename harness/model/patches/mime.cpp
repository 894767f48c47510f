#include "model/patches/mime.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/patches/transfer_encoding.hpp"

namespace kbisect {
namespace {

// WSP of RFC 5322.
constexpr std::string_view wsp = " \t";
// Parts within parts; no mail program nests them deeper.
constexpr int deepest_part = 8;

bool is_header(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c > ' ' && c <= '~'; });
}

// The line before each part of a "multipart/...; boundary=..."; empty for any other type.
std::string boundary_in(const std::string& content_type) {
  const std::string type = lower(content_type);
  constexpr std::string_view name = "boundary=";
  const size_t at = type.find(name);
  if (!type.starts_with("multipart/") || at == std::string::npos) return {};
  std::string_view value = std::string_view(content_type).substr(at + name.size());
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    value = value.substr(0, value.find('"'));
  } else {
    value = value.substr(0, value.find_first_of("; \t"));
  }
  return value.empty() ? std::string() : "--" + std::string(value);
}

std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const char* begin = nullptr;  // of the part; what stands before the first one is for no reader
  while (true) {
    const char* end = body.data();
    const bool is_end = body.empty();
    const std::string_view line = trimmed(take_mail_line(body));
    const bool is_last = line == boundary + "--";
    if (!is_end && !is_last && line != boundary) continue;
    if (begin != nullptr) parts.emplace_back(begin, end - begin);
    if (is_end || is_last) return parts;
    begin = body.data();
  }
}

std::string decoded(const std::vector<MailHeader>& headers, std::string_view body, int depth) {
  const std::string boundary = boundary_in(value_of(headers, "content-type"));
  if (!boundary.empty() && depth < deepest_part) {
    std::string text;
    for (std::string_view part : parts_of(body, boundary)) {
      const auto own = take_headers(part);
      text += decoded(own, part, depth + 1);
    }
    return text;
  }
  const std::string encoding = lower(value_of(headers, "content-transfer-encoding"));
  if (encoding == "base64") return decode_base64(body);
  if (encoding == "quoted-printable") return decode_quoted_printable(body);
  return std::string(body);
}

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

std::string_view take_mail_line(std::string_view& text) {
  std::string_view line = take_line(text);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<MailHeader> take_headers(std::string_view& text) {
  std::vector<MailHeader> headers;
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view line = take_mail_line(rest);
    const bool goes_on = !line.empty() && wsp.find(line[0]) != std::string_view::npos;
    if (goes_on && !headers.empty()) {
      headers.back().value += ' ';
      headers.back().value += trimmed(line);
    } else if (is_header(line)) {
      const size_t colon = line.find(':');
      headers.push_back({lower(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
    } else {
      if (line.empty()) text = rest;
      break;
    }
    text = rest;
  }
  return headers;
}

std::string value_of(const std::vector<MailHeader>& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const MailHeader& header) { return header.name == name; });
  return found == headers.end() ? std::string() : found->value;
}

std::string decoded_body(const std::vector<MailHeader>& headers, std::string_view body) {
  return decoded(headers, body, 0);
}

}  // namespace kbisect
