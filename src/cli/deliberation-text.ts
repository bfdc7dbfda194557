import type { Deliberation, DemandSource, Ladder } from '../assurance/index.ts'
import { assertNever } from '../kernel/typing.ts'
import { REASONS, reasonOf } from '../oidc/index.ts'
import { table } from './io.ts'

const SOURCES = {
  baseline: 'every sign-in',
  essential: 'the request insists on',
  voluntary: 'the request prefers',
  client: 'the client’s floor',
  account: 'the account has a second factor',
  server: 'the server requires of everybody',
} as const satisfies Record<DemandSource, string>

export function textOf(ladder: Ladder, { demands, decision }: Deliberation): string {
  const rows = demands.map(({ source, names, acr, satisfaction }) => [
    SOURCES[source],
    names.join(' or ') || 'nothing that is known',
    acr === undefined ? 'cannot be met' : verdictOf(satisfaction),
  ])
  return `${table([['RULE', 'WANTS', 'VERDICT'], ...rows])}\n\n${conclusionOf(ladder, decision)}`
}

function verdictOf(satisfaction: Deliberation['demands'][number]['satisfaction']): string {
  if (!satisfaction || satisfaction.met) return 'met'
  const methods = satisfaction.slot.join(' or ')
  return satisfaction.reason === 'missing' ? `${methods} is missing` : `${methods} is too old`
}

function conclusionOf(ladder: Ladder, decision: Deliberation['decision']): string {
  const reason = reasonOf(ladder, decision)
  const silent = reason ? ` With prompt=none: ${REASONS[reason].error}.` : ''
  switch (decision.outcome) {
    case 'prove': {
      const { acr, reason: why } = decision.because
      const cause = why === 'missing' ? 'is needed for' : 'is too old for'
      return `Asks for ${decision.methods.join(' or ')}, which ${cause} ${acr}.${silent}`
    }
    case 'enrol':
      return `Leads through adding ${decision.methods.join(' or ')}${decision.optional ? ', or "not now"' : ''}.${silent}`
    case 'grant':
      return `Grants ${decision.acr} (amr ${decision.amr.join(' ')}, auth_time ${decision.authTime}).`
    case 'refuse':
      return `Refuses with ${decision.error}.`
    default:
      return assertNever(decision)
  }
}

export function jsonOf(ladder: Ladder, { demands, decision }: Deliberation): object {
  const reason = reasonOf(ladder, decision)
  return {
    demands: demands.map(({ source, names, acr, satisfaction }) => ({
      source,
      names,
      acr: acr ?? null,
      met: satisfaction?.met ?? false,
      ...(satisfaction && !satisfaction.met
        ? { lacks: satisfaction.slot, reason: satisfaction.reason }
        : {}),
    })),
    decision: withoutProofs(decision),
    promptNone: reason ? REASONS[reason].error : null,
  }
}

/** What was proved stands in the options already. */
function withoutProofs(decision: Deliberation['decision']): object {
  if (decision.outcome !== 'grant') return decision
  const { outcome, acr, amr, authTime } = decision
  return { outcome, acr, amr, authTime }
}
