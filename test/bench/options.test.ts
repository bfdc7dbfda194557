import { expect } from 'chai'
import { HELP, missingFor, taskOf } from '../../bench/options.ts'
import { SECTIONS } from '../../bench/sections/index.ts'

const namesIn = (...args: string[]): readonly string[] => {
  const task = taskOf(args)
  return task.task === 'measure' ? task.sections.map(({ name }) => name) : [task.task]
}

const problemOf = (...args: string[]): string => {
  const task = taskOf(args)
  return task.task === 'refuse' ? task.problem : ''
}

describe('the benchmark’s command line', () => {
  it('runs all sections but the long ones, and those too when it is told so', () => {
    const long = SECTIONS.filter((section) => section.long).map(({ name }) => name)
    expect(long).to.not.be.empty
    expect(namesIn()).to.not.include.members(long)
    expect(namesIn('--all')).to.deep.equal(SECTIONS.map(({ name }) => name))
    expect(namesIn('--only', 'pages,memory')).to.have.members(['pages', 'memory'])
  })

  it('keeps nothing of a quick run or a dry one', () => {
    for (const option of ['--quick', '--dry']) {
      expect(taskOf([option])).to.include({ task: 'measure', write: false })
    }
    expect(taskOf([])).to.include({ task: 'measure', write: true })
  })

  it('says in one line what is wrong with an option', () => {
    expect(problemOf('--fast')).to.include('--fast')
    expect(problemOf('pages')).to.include('pages')
    expect(problemOf('--only')).to.include('--only')
    expect(problemOf('--only', 'page')).to.include('“page”').and.to.include('pages, growth')
    expect(problemOf('--against', '/nowhere')).to.include('/nowhere')
    expect(problemOf('--only', 'pages', '--all')).to.include('--only and --all')
    expect(problemOf('--render', '--quick')).to.include('--render')
    for (const problem of [problemOf('--fast'), problemOf('--only', '')]) {
      expect(problem).to.match(/^[^\n]+\.$/)
    }
  })

  it('names every section and every option in its help', () => {
    expect(namesIn('--help', '--only', 'code')).to.deep.equal(['help'])
    for (const { name, about } of SECTIONS) expect(HELP).to.include(name).and.to.include(about)
    for (const option of ['only', 'all', 'quick', 'dry', 'against', 'render', 'help']) {
      expect(HELP).to.include(`--${option}`)
    }
  })

  it('tells which programs it lacks before it begins', () => {
    expect(missingFor(taskOf([]), '/nowhere')).to.include.members(['redis-server', 'chromium'])
    expect(missingFor(taskOf(['--only', 'code']), '/nowhere')).to.deep.equal(['redis-server'])
    expect(missingFor(taskOf(['--render']), '/nowhere')).to.be.empty
  })

  it('takes PostgreSQL from where Debian keeps it, which is on nobody’s PATH', () => {
    expect(SECTIONS.find(({ name }) => name === 'sign-in')?.takes).to.include('postgres')
    expect(missingFor(taskOf(['--only', 'sign-in']), '/nowhere')).to.deep.equal(['redis-server'])
  })
})
