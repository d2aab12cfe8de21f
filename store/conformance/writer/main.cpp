// Writes numbered journeys and says each number once its transaction is acknowledged, until somebody kills it.
#include "core/ports/ports.h"
#include "store/open.h"

#include <cstdio>
#include <cstdlib>
#include <string>

int main(int count, char** arguments)
{
    using namespace gatehouse;
    if (count != 3)
        return 2;
    SystemRandom random;
    auto const store
        = open_store({ .path = arguments[1], .master_key = crypto::SealingKey(std::string(32, 'k')) }, random);
    if (!store)
        return 1;
    for (long number = std::atol(arguments[2]);; ++number) {
        std::string const id = std::to_string(number);
        auto const done = (*store)->transact([&](Ports& ports) {
            return ports.journeys.insert(
                TenantId("tenant"), { .id = JourneyId(id), .version = 0, .state = id, .expires = Time::max() });
        });
        if (!done || std::printf("%s\n", id.c_str()) < 0 || std::fflush(stdout) != 0)
            return 1;
    }
}
