import { openProvider } from '../src/server/open-provider.ts'
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from '../src/server/keys/algorithms.ts'
import { newSigningKey } from '../src/server/keys/first-keys.ts'

/**
 * What a token's signature takes by each algorithm, in the way in which the server signs: processor time, which other work
 * on the machine changes little. `node bench/signatures.ts`; a sign-in has one ID token, and one access token more for an API.
 */
const [ROUNDS, TOKENS] = [15, 300]

const provider = openProvider(
  'https://id.example.com',
  {
    jwks: { keys: TOKEN_ALGORITHMS.map(newSigningKey) },
    cookies: { keys: ['nothing is signed with it'] },
    features: { devInteractions: { enabled: false } },
    ttl: { IdToken: 3600 },
    clients: TOKEN_ALGORITHMS.map((alg) => ({
      client_id: alg,
      client_secret: 'a-secret-for-measuring-and-nothing-else',
      redirect_uris: ['https://shop.example.com/callback'],
      id_token_signed_response_alg: alg,
    })),
  },
  console,
)

/** Milliseconds of the processor for one token. */
async function measure(algorithm: TokenAlgorithm): Promise<number> {
  const client = await provider.Client.find(algorithm)
  if (!client) throw new Error(`there is no client for ${algorithm}`)
  const before = process.cpuUsage()
  for (let count = 0; count < TOKENS; count += 1) {
    const token = new provider.IdToken({}, { client })
    token.set('sub', 'ada')
    await token.issue({ use: 'idtoken' })
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / TOKENS
}

const took = new Map<TokenAlgorithm, number[]>(TOKEN_ALGORITHMS.map((name) => [name, []]))
// One after the other in each round, so that both meet the same machine; the first round warms up.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const name of TOKEN_ALGORITHMS) {
    const one = await measure(name)
    if (round > 0) took.get(name)?.push(one)
  }
}
for (const [name, times] of took) {
  const sorted = times.toSorted((a, b) => a - b)
  const [least, middle] = [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0]
  process.stdout.write(`${name}: ${middle.toFixed(2)} ms (least ${least.toFixed(2)})\n`)
}
