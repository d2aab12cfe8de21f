// A value that must not be printed, logged or left in memory: a password, a code, a key.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace gatehouse {

// Overwrites the bytes in a way the optimiser keeps.
void wipe(std::string& text);

// True when both are equal; the time depends on the lengths only.
bool constant_time_equal(std::string_view left, std::string_view right);

// Movable, explicitly copyable, wiped when it dies. There is no operator<< and no conversion: reading it is a word.
template <class Tag>
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            wipe(text_);
            text_ = std::move(other.text_);
            wipe(other.text_);
        }
        return *this;
    }
    Secret(Secret const&) = delete;
    Secret& operator=(Secret const&) = delete;
    ~Secret() { wipe(text_); }

    Secret copy() const { return Secret(text_); }
    // Named so that every use can be found.
    std::string_view reveal() const { return text_; }
    bool empty() const { return text_.empty(); }
    bool equals(std::string_view other) const { return constant_time_equal(text_, other); }

private:
    std::string text_;
};

using Password = Secret<struct PasswordTag>;

} // namespace gatehouse
