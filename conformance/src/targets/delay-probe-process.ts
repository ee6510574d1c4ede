// The process that the judge asks to measure its own delay: see `judge-delay.ts`.

/** CPU time of one answer, in µs. More than a process gets at a time on a busy machine. */
const WORK_MICROS = 10_000;

process.stdin.on('data', () => {
  const before = process.cpuUsage();
  for (let worked = 0; worked < WORK_MICROS; ) {
    const { user, system } = process.cpuUsage(before);
    worked = user + system;
  }
  process.stdout.write('.');
});
// Ctrl-C in a terminal reaches the whole process group. The probe ends after the judge.
process.on('SIGINT', () => undefined);
