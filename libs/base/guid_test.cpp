#include "libs/base/guid.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Guid, HexDigitsInFiveGroups)
{
    EXPECT_TRUE(is_guid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    EXPECT_TRUE(is_guid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"));
    for (std::string_view const wrong :
        { "", "f81d4fae", "f81d4fae-7dec-11d0-a765-00a0c91e6bf", "f81d4fae-7dec-11d0-a765-00a0c91e6bf61",
            "f81d4fae7dec-11d0-a765-00a0c91e6bf6-", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "------------------------------------", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf" })
        EXPECT_FALSE(is_guid(wrong)) << wrong;
}

} // namespace
} // namespace gatehouse
