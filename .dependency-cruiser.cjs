/** Which room of the house may know which: the arrows of docs/architecture.md, as errors. */

/** Rooms of protocol/, each with the rooms below it. What is not named here may not be imported. */
const protocolRooms = {
  codec: [],
  identity: ['codec'],
  city: ['codec', 'identity', 'channel'],
  channel: ['codec', 'identity'],
  chat: ['codec', 'identity', 'channel'],
  media: ['codec', 'identity', 'channel'],
  document: ['codec', 'identity', 'channel'],
  content: ['codec', 'identity', 'channel'],
  room: ['codec', 'identity', 'city', 'channel', 'chat', 'media', 'document', 'content'],
  visit: ['codec', 'identity', 'city', 'channel', 'content']
}

/** Storeys of browser/, lowest first: each may import from those before it and from protocol/. */
const browserStoreys = ['routes|layout|text', 'workers|ports', 'models', 'views', 'app', 'main']

const inRooms = rooms => `^protocol/(${rooms.join('|')})/`
const inStoreys = storeys => `^browser/(${storeys.join('|')})(/|[.]tsx?$)`

const protocolRules = Object.entries(protocolRooms).map(([room, below]) => ({
  name: `protocol-${room}`,
  comment: `protocol/${room} knows only ${['errors', 'events', 'limits', 'pause', ...below].join(', ')}.`,
  severity: 'error',
  from: { path: inRooms([room]) },
  to: { path: '^protocol/', pathNot: ['^protocol/(errors|events|limits|pause)[.]ts$', inRooms([room, ...below])] }
}))

const browserRules = browserStoreys.slice(0, -1).map((storey, index) => ({
  name: `browser-${storey.replaceAll('|', '-')}`,
  comment: `browser/${storey} is below ${browserStoreys.slice(index + 1).join(', ')}.`,
  severity: 'error',
  from: { path: inStoreys([storey]) },
  to: { path: inStoreys(browserStoreys.slice(index + 1)) }
}))

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Whoever needs each other belongs in one file, or needs a third.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'protocol-ground',
      comment: 'errors.ts, events.ts, limits.ts and pause.ts stand on nothing.',
      severity: 'error',
      from: { path: '^protocol/(errors|events|limits|pause)[.]ts$' },
      to: {}
    },
    ...protocolRules,
    {
      name: 'protocol-city-channel',
      comment:
        'city/ provides the interface by which channel/ and media/ see super-peers; it needs that type, and no more.',
      severity: 'error',
      from: { path: inRooms(['city']) },
      to: { path: inRooms(['channel']), dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'protocol-alone',
      comment: 'protocol/ is what everybody else stands on.',
      severity: 'error',
      from: { path: '^protocol/' },
      to: { path: '^(node|browser|cli|test|docs)/' }
    },
    {
      name: 'protocol-isomorphic',
      comment: 'protocol/ runs in a page and in Node alike: nothing of Node, of the screen or of the disk.',
      severity: 'error',
      from: { path: '^protocol/' },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'protocol-plain',
      comment: 'protocol/ draws nothing, stores nothing and opens no port by itself.',
      severity: 'error',
      from: { path: '^protocol/' },
      to: { path: 'node_modules/(preact|@preact|lucide|ws|datastore-level|@libp2p/tcp|@peculiar/x509)/' }
    },
    {
      name: 'node-below',
      comment: 'node/ stands on protocol/ alone.',
      severity: 'error',
      from: { path: '^node/' },
      to: { path: '^(browser|cli|test|docs)/|node_modules/(preact|@preact|lucide)/' }
    },
    {
      name: 'cli-below',
      comment: 'cli/ stands on node/ and protocol/.',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(browser|test|docs)/|node_modules/(preact|@preact|lucide)/' }
    },
    {
      name: 'browser-below',
      comment: 'browser/ stands on protocol/.',
      severity: 'error',
      from: { path: '^browser/' },
      to: { path: '^(node|cli|test|docs)/' }
    },
    {
      name: 'browser-no-node',
      comment: 'The page has no Node; only its build has.',
      severity: 'error',
      from: { path: '^browser/', pathNot: '^browser/(vite[.]config|build/[^/]+)[.]ts$' },
      to: { dependencyTypes: ['core'] }
    },
    ...browserRules,
    {
      name: 'views-by-type',
      comment: 'A view is given its model; it imports only the types of models, ports and protocol.',
      severity: 'error',
      from: { path: inStoreys(['views']) },
      to: { path: `${inStoreys(['models', 'ports', 'workers'])}|^protocol/`, dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'models-without-preact',
      comment: 'A model runs without a DOM: signals only.',
      severity: 'error',
      from: { path: inStoreys(['routes', 'layout', 'text', 'workers', 'ports', 'models']) },
      to: { path: 'node_modules/(preact|lucide)/' }
    },
    {
      name: 'two-index-files',
      comment: 'protocol/index.ts and node/index.ts are the public API; everything else has a name of its own.',
      severity: 'error',
      from: { path: '^(protocol|node|browser|cli)/(|.+/)index[.]tsx?$', pathNot: '^(protocol|node)/index[.]ts$' },
      to: {}
    },
    {
      name: 'index-is-for-outsiders',
      comment: 'Inside the house, import the file you need.',
      severity: 'error',
      from: { path: '^(protocol|node|browser|cli)/' },
      to: {
        path: '^(protocol|node|browser|cli)/(|.+/)index[.]tsx?$',
        // the one thing cli/ needs of node/ is what an embedder needs too
        pathNot: '^node/index[.]ts$'
      }
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true }
    },
    {
      name: 'declared',
      comment: 'A package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }
    },
    {
      name: 'not-for-development-only',
      comment: 'What is installed must be there: only the page, which is bundled, may use development packages.',
      severity: 'error',
      from: { path: '^(protocol|node|cli)/', pathNot: '^cli/[^/]+[.]mjs$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' }
    },
    {
      name: 'no-tests-inside',
      comment: 'What is shipped does not know its tests.',
      severity: 'error',
      from: { path: '^(protocol|node|browser|cli|docs)/' },
      to: { path: '^test/' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^[.]dist-', '^test/tooling/fixture/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json']
    }
  }
}
