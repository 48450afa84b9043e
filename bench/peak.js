// Preloaded by the benchmark: the peak of resident memory, as a line of JSON at the end.
process.on('exit', () => {
  process.stderr.write(`${JSON.stringify({ peakMegabytes: process.resourceUsage().maxRSS / 1024 })}\n`);
});
