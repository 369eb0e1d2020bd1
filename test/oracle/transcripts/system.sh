docker version --format '{{.Server.Os}} {{.Client.Os}}'

docker version --format '{{.Foo}}'

docker version -f '{{json .Server.Components}}' | grep -o '"Name":"Engine"'

docker info --format '{{.Driver}} {{.LoggingDriver}} {{.CgroupVersion}} {{.OSType}} {{.NCPU}}' | cut -d' ' -f1,2

docker info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}}'

docker info --format '{{.Nope}}'

docker info --format '{{json .Plugins.Volume}}'

docker info --format '{{.Swarm.LocalNodeState}} {{.DockerRootDir}} {{.DefaultRuntime}}' | cut -d' ' -f1

docker system info x

docker info | sed -n '/^Server:/,$p' | sed 's/:.*/:/' | grep -E '^ [A-Z]' | grep -v Operating | sort -u

docker info | sed -n '/^Server/,$p' | grep -A1 '^ Plugins'

docker system df

docker system df -v

docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'

docker system df --format json | sed 's/"Size":"[^"]*"//;s/"Reclaimable":"[^"]*"//'

docker system df --format 'table {{.Type}}\t{{.TotalCount}}'

docker system df --format '{{.Foo}}'

docker system df x

docker run --name d1 -v dv:/d -v /anon busybox sh -c 'echo 12345 > /d/f; dd if=/dev/zero of=/big bs=1k count=20 2>/dev/null'

docker run -d --name d2 busybox sleep 1000

docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'

docker system df | grep -E 'Containers|Volumes'

docker system df -v | sed -n '/^Containers/,/^Build/p' | grep -v '^[0-9a-f]\{64\}'

docker system df -v --format '{{range .Volumes}}{{if eq .Name "dv"}}{{.Name}} {{.Links}} {{.Size}}{{end}}{{end}}'

docker system df -v --format '{{json .Containers}}' | grep -o '"Names":"[^"]*"'

docker system df -v --format json | cut -c1-10

echo n | docker system prune

docker system prune -f

docker ps -aq | wc -l; docker volume ls -q | wc -l

docker rm -f d2; echo n | docker system prune -a --volumes --filter label=foo

docker system prune -f --filter foo=bar

docker system prune -f --filter until=24h

docker system prune -f --volumes --filter until=24h

docker system prune -f --filter label=nothing

docker volume create --label keep keepv; docker network create --label keep keepn >/dev/null; docker create --name keepc --label keep busybox true > /dev/null

docker system prune -f --filter label!=keep

docker system prune -f --volumes --filter label!=keep | sed 's/[0-9a-f]\{64\}/ID/'

docker network ls -q --filter name=keepn | wc -l; docker ps -aq | wc -l; docker volume ls -q

docker system prune -f --volumes | sed 's/[0-9a-f]\{64\}/ID/'

docker volume ls -q

docker volume rm keepv dv

docker container prune -f --filter until=1h

docker container prune -f --filter foo=bar

echo maybe | docker container prune

docker image prune -a --filter until=100000h -f

docker system

docker system foo
