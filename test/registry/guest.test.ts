import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drydock } from '../support/drydock.ts';
import { startRegistry, user, whyNoRegistry } from '../support/registry.ts';

it('docker in the guest logs in, pushes, pulls, runs and builds from a registry that asks for a password', {
  skip: whyNoRegistry(),
}, async () => {
  const registry = await startRegistry({ auth: true });
  const name = `${registry.host}/team/app`;
  try {
    const { stdout, stderr, exitCode } = await drydock(`
      docker pull -q busybox && docker tag busybox ${name}:1
      docker push -q ${name}:1 && echo pushed without a password
      echo wrong | docker login -u ${user.username} --password-stdin ${registry.host} && echo logged in wrongly
      echo ${user.password} | docker login -u ${user.username} --password-stdin ${registry.host} || exit 1
      stat -c %a ~/.docker ~/.docker/config.json
      docker push -q ${name}:1 || exit 2
      docker rmi -f busybox ${name}:1 > /dev/null
      docker run --rm ${name}:1 echo ran || exit 3
      mkdir b && printf 'FROM ${name}:1\\nRUN echo built > /there\\n' > b/Dockerfile
      docker build -q -t ${name}:2 b > /dev/null && docker push ${name}:2 | grep -c 'Layer already exists' || exit 4
      docker images --digests --format '{{.Tag}} {{.Digest}}' ${name} | sed 's/sha256:[0-9a-f]*/D/' | sort
      docker rmi -f ${name}:1 ${name}:2 > /dev/null; docker builder prune -af > /dev/null
      docker build -q -t three b > /dev/null && docker run --rm three cat /there || exit 5
      docker rmi -f three > /dev/null; docker builder prune -af > /dev/null
      docker logout ${registry.host} && docker build -q b && echo built without a password
      docker pull -q ${name}:2 && echo pulled without a password
      docker --config /elsewhere login -u ${user.username} -p ${user.password} ${registry.host} && docker --config /elsewhere pull -q ${name}:2`);
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(stdout.trim().split('\n'), [
      'docker.io/library/busybox:latest',
      'Login Succeeded',
      '700',
      '600',
      `${name}:1`,
      'ran',
      '1',
      '1 D',
      '2 D',
      'built',
      `Removing login credentials for ${registry.host}`,
      'Login Succeeded',
      `${name}:2`,
    ]);
    for (const words of [
      /^no basic auth credentials$/m,
      /login attempt to http:\/\/[\d.:]+\/v2\/ failed with status: 401 Unauthorized/,
      /WARNING! Your credentials are stored unencrypted in '\/root\/.docker\/config.json'/,
      /WARNING! Your credentials are stored unencrypted in '\/elsewhere\/config.json'/,
      /Head "http:[^"]*": no basic auth credentials/,
    ]) {
      assert.match(stderr, words);
    }
  } finally {
    await registry.close();
  }
});
