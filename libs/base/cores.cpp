#include "libs/base/cores.h"

#include <algorithm>
#include <sched.h>
#include <thread>

namespace gatehouse {

unsigned usable_cores()
{
    cpu_set_t usable;
    // Fails on machines of more than 1024 processors only.
    if (::sched_getaffinity(0, sizeof usable, &usable) != 0)
        return std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
}

} // namespace gatehouse
