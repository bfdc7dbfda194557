import { describeSoak } from './soak.ts'

describeSoak(300)
