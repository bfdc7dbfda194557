import { describeFailovers } from './describe-failovers.ts'

describeFailovers(20)
