import { describeStoppedNodes } from './describe-stopped-nodes.ts'

describeStoppedNodes('long')
