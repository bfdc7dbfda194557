import type { Section } from '../section.ts'
import { codeSection } from './code.ts'
import { countSection } from './count.ts'
import { growthSection } from './growth.ts'
import { lighthouseSection } from './lighthouse.ts'
import { loadSection } from './load.ts'
import { memorySection } from './memory.ts'
import { nodesSection } from './nodes.ts'
import { pagesSection } from './pages.ts'
import { profileSection } from './profile.ts'
import { signInSection } from './sign-in.ts'

/** In the order in which they run, and stand in the document. */
export const SECTIONS: readonly Section[] = [
  signInSection,
  profileSection,
  countSection,
  codeSection,
  loadSection,
  nodesSection,
  pagesSection,
  growthSection,
  memorySection,
  lighthouseSection,
]
