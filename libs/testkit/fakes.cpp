#include "libs/testkit/fakes.h"

namespace gatehouse::testkit {

void FakeRandom::fill(std::span<unsigned char> out)
{
    for (unsigned char& byte : out) {
        // splitmix64: well spread, and each call sees a new state even across threads.
        std::uint64_t z = state_.fetch_add(0x9e3779b97f4a7c15ULL) + 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        byte = static_cast<unsigned char>(z >> 56);
    }
}

} // namespace gatehouse::testkit
