// Every kind of page of the site, with a page of this project that is of that kind.

export const KINDS = {
  front: '/',
  'not-found': '/404.html',
  home: '/{lang}/index.html',
  page: '/{lang}/basics.html',
  text: '/{lang}/hubs-cloud.html',
  services: '/{lang}/services/index.html',
  service: '/{lang}/services/lambda.html',
  stacks: '/{lang}/stacks/index.html',
  stack: '/{lang}/stacks/hubs-cloud.html',
  glossary: '/{lang}/glossary.html',
  health: '/{lang}/health.html',
};
