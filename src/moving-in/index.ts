/** Moving in from other programs: what they write, whose it is here, and taking it in. */
export { MalformedFile, type SourceFile } from './entry.ts'
export { exportDevices } from './export-devices.ts'
export { FORMATS, readFiles, type FormatName, type Reading } from './formats/index.ts'
export { readMapping, type Mapping } from './mapping.ts'
export { matchEntries } from './matching.ts'
export { tallyOf, type ReportLine, type Tally } from './report.ts'
export { adoptAll } from './adopt-all.ts'
