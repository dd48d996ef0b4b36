"""What no sample of a Go program may say, however its memory changes while it is read."""

# valyala/bytebufferpool: a class with more calls than that starts a calibration. Others go on to
# count until it has read them: with many goroutines, whoever calibrates may have to wait for its
# turn for a third of a second, so there is no bound to what is counted.
CALLS_THRESHOLD = 42_000
# A size is 0 or a class's: 64 B to 32 MiB.
SIZES = {0, *(64 << step for step in range(20))}
# Buffers of poolchurn hold 1,024 B; what it may have in a pool beside them has less than this.
LARGEST_CHURNED = 2048


def puts(pool):
    """Puts of a bytebufferpool since its program's start, if none was put while it calibrated."""
    return pool["calibrations"] * (CALLS_THRESHOLD + 1) + sum(pool["calls"])


def implausible(samples, churn=None):
    """Lines that say what is wrong; with what poolchurn says of itself, of its pool too."""
    found = []
    earlier = None
    for number, sample in enumerate(samples):
        wrong = list(of_sample(sample, earlier))
        if churn:
            wrong += of_churn(sample, churn)
        found += [f"sample {number}: {words}" for words in wrong]
        earlier = sample
    return found


def of_sample(sample, earlier):
    heap, process = sample["heap"], sample["process"]
    if heap["free_bytes"] > heap["alloc_bytes"] or heap["free_objects"] > heap["alloc_objects"]:
        yield f"more freed than allocated: {heap}"
    if process["rss_bytes"] > process["peak_rss_bytes"]:
        yield f"RSS above its peak: {process}"
    if process["rss_bytes"] > process["memory_limit_bytes"]:
        yield f"RSS above the memory limit: {process}"
    if earlier:
        for part, names in (("heap", ["alloc_bytes", "alloc_objects", "free_bytes",
                                      "free_objects", "collections"]),
                            ("process", ["cpu_ns", "peak_rss_bytes", "minor_faults"])):
            for name in names:
                if sample[part][name] < earlier[part][name]:
                    yield f"{part} {name} falls to {sample[part][name]}"
        yield from of_times(sample, earlier)
    for pool in sample["pools"]:
        yield from (f"{pool['name']}: {words}" for words in of_pool(pool))


def of_times(sample, earlier):
    if sample["t_ns"] <= earlier["t_ns"]:
        yield "time stands"
    before = {pool["name"]: pool for pool in earlier["pools"]}
    for pool in sample["pools"]:
        # `steals` is of the lists that are there, and falls as lists go.
        old = before.get(pool["name"], {})
        if pool.get("calibrations", 0) < old.get("calibrations", 0):
            yield f"{pool['name']}: calibrations fall"


def of_pool(pool):
    objects, victims = pool.get("retained_objects", 0), pool.get("victim_objects", 0)
    if victims > objects or pool.get("victim_bytes", 0) > pool.get("retained_bytes", 0):
        yield f"more victims than objects: {pool}"
    if sum(pool.get("retained_classes", [])) > objects:
        yield f"more objects in classes than there are: {pool}"
    if pool.get("measured_objects", 0) > objects:
        yield f"more measured than there are: {pool}"
    if any(calls < 0 for calls in pool.get("calls", [])):
        yield f"calls below 0: {pool['calls']}"
    if not {pool.get("default_bytes", 0), pool.get("max_bytes", 0)} <= SIZES:
        yield f"sizes of no class: {pool}"
    if objects < 0 or pool.get("retained_bytes", 0) < 0:
        yield f"less than nothing: {pool}"


def of_churn(sample, churn):
    for pool in sample["pools"]:
        if pool["name"] == "main.buffers" and sum(pool["calls"]) > churn["operations"]:
            yield f"{pool['calls']} of {churn['operations']} gets and puts"
        if pool["name"] != "main.churned":
            continue
        objects = pool["retained_objects"]
        if objects > churn["made"]:
            yield f"{objects} objects of {churn['made']} that were made"
        if pool.get("retained_bytes", 0) > objects * LARGEST_CHURNED:
            yield f"{pool['retained_bytes']} B in {objects} objects of 1,024 B"
