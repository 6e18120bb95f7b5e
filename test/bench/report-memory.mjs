/** Loaded before a program: says on stderr how much memory it took at most, in MB. */
process.on('exit', () => process.stderr.write(`max-rss ${Math.round(process.resourceUsage().maxRSS / 1024)}\n`));
