// How much of the machine is ours.
#pragma once

namespace gatehouse {

// The processors that this thread may run on, at least 1: fewer than the machine has under taskset, in a cpuset of a
// container, or with systemd's CPUAffinity.
unsigned usable_cores();

} // namespace gatehouse
