// Reserves the given number of steady ports, prints them, and holds them until its stdin ends.
import { steadyPort } from '../../src/targets/process/port.ts';

const ports: number[] = [];
for (let left = Number(process.argv[2]); left > 0; left -= 1) ports.push(await steadyPort());
console.log(JSON.stringify(ports));
process.stdin.resume();
