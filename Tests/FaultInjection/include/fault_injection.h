// Loaded into a process by LD_PRELOAD, this records what the process does to the files of one folder and
// makes it fail where a test wants it to. It has no interface: see fault_injection.c.
