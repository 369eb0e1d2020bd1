// What a course's own script can do with the playground: engine/client/embed.md.
const playground = document.querySelector('docker-playground');
const log = document.querySelector('#log');

function write(name, value) {
  const line = document.createElement('li');
  line.dataset.entry = name;
  line.textContent = value === undefined || value === null ? name : `${name} ${JSON.stringify(value)}`;
  log.append(line);
  line.scrollIntoView({ block: 'nearest' });
}

for (const event of ['ready', 'step', 'completed', 'warning', 'error']) {
  playground.addEventListener(event, ({ detail }) => write(event, detail));
}

const actions = {
  run: () => playground.client.run('docker images'),
  command: () => playground.client.command('docker ps -a'),
  async write() {
    await playground.client.writeFile('hello.py', 'print("written by the page around")\n');
    await playground.client.openFile('hello.py');
  },
  read: () => playground.client.readFile('Dockerfile'),
  state: () => playground.client.state(),
  step: () => playground.client.goTo('images-and-containers', 2),
  dark: () => playground.setAttribute('theme', 'dark'),
  light: () => playground.setAttribute('theme', 'light'),
};

for (const button of document.querySelectorAll('[data-do]')) {
  button.addEventListener('click', async () => {
    const { do: name } = button.dataset;
    try {
      write(name, await actions[name]());
    } catch ({ cause, message, remedy }) {
      write(`${name} refused`, { cause, message, remedy });
    }
  });
}
