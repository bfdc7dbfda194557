import { describeKilledWriters } from './describe-killed-writers.ts'

describeKilledWriters('chaos')
