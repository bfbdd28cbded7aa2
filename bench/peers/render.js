// One measurement in one process: node render.js ENGINE TEMPLATE DATA OUT RUNS prints JSON.
'use strict';

const fs = require('fs');

const [engine, template, dataFile, out, runs] = process.argv.slice(2);
const data = JSON.parse(fs.readFileSync(dataFile, 'utf8'));

function docxtemplater() {
  const PizZip = require('pizzip');
  const Docxtemplater = require('docxtemplater');
  return async () => {
    const zip = new PizZip(fs.readFileSync(template));
    const document = new Docxtemplater(zip, { paragraphLoop: true, linebreaks: true });
    document.render(data);
    fs.writeFileSync(out, document.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' }));
  };
}

function carbone() {
  const engine = require('carbone');
  return () => new Promise((resolve, reject) => {
    engine.render(template, data, (error, result) => {
      if (error) return reject(error);
      fs.writeFileSync(out, result);
      return resolve();
    });
  });
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function main() {
  const work = { docxtemplater, carbone }[engine]();
  const wall = [];
  const processor = [];
  for (let run = 0; run < Number(runs); run += 1) {
    const used = process.cpuUsage();
    const start = process.hrtime.bigint();
    await work();
    wall.push(Number(process.hrtime.bigint() - start) / 1e9);
    const spent = process.cpuUsage(used);
    processor.push((spent.user + spent.system) / 1e6);
  }
  const first = processor[0];
  // The largest resident size, from Linux where it counts anew for each program.
  const status = fs.existsSync('/proc/self/status') ? fs.readFileSync('/proc/self/status', 'utf8') : '';
  const counted = /VmHWM:\s+(\d+)/.exec(status);
  const peak = Math.round((counted ? Number(counted[1]) : process.resourceUsage().maxRSS) / 1024);
  console.log(JSON.stringify({ engine, seconds: median(wall), cpu: median(processor), first, peak }));
  process.exit(0);
}

main().catch((error) => {
  console.error(error.properties ? JSON.stringify(error.properties).slice(0, 4000) : error);
  process.exit(1);
});
