// A router: constraints, handlers, and the walk over its tree.
import router from 'find-my-way';
import { pull } from './pull.mjs';

pull((emit) => {
  const routes = router({ defaultRoute: (request) => emit(['none', request.url]) });
  routes.on('GET', '/user/:id(\\d+)', (request, _response, params) => {
    emit([request.url, { ...params }]);
  });
  routes.on('GET', '/files/*', (_request, _response, params) => {
    emit(params['*']);
  });
  for (const url of ['/user/12', '/user/x', '/files/a/b'])
    routes.lookup({ method: 'GET', url, headers: {} }, {});
});
