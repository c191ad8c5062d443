// Metrics are counted for the whole process, so a node of one test would count in the metrics that another test reads.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
