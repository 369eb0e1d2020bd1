# not on served20: the words and choices of Docker 20.10 for these are not followed

# Templates over real objects.

docker network create --label a=b fnet > /dev/null; docker volume create --label x=y fvol > /dev/null; docker run -d --name one --label b=2 --label a=1 -e A=1 -e B=2 --network fnet -v fvol:/data --tmpfs /run2 --memory 64m --ulimit nofile=100:200 --restart on-failure:3 busybox sleep 1000 > /dev/null; docker run --name two busybox true; docker ps -a --format '{{.Names}}' | sort

docker ps --format '{{.Names}}: {{.Image}} {{.Command}} {{.State}}'

docker ps -a --format 'table {{.Names}}\t{{.Image}}' | sort -r

docker ps --format '{{.Label "a"}}|{{.Label "nope"}}|{{.Networks}}|{{.Mounts}}|{{.LocalVolumes}}'

docker ps --format '{{upper .Names}} {{lower .Image}} {{title .State}} {{truncate .Names 2}} {{pad .Names 1 2}}|'

docker ps --format '{{len .Names}} {{slice .Names 0 2}} {{printf "%-6s|%q" .Names .Image}}'

docker ps --format '{{range split .Command "e"}}[{{.}}]{{end}}'

docker ps --format '{{json .Names}} {{json .Command}}'

docker ps --format '{{.Nope}}'

docker ps --format 'table {{.Nope}}'

docker ps --format '{{'

docker ps --format '{{nope .ID}}'

docker ps --format '{{.ID.x}}'

docker ps --format '{{if eq .State "running"}}up{{else}}down{{end}}'

docker ps --format '{{.Size}}' | sed 's/[0-9.]*[kM]*B/X/g'

docker ps --format 'table {{.Names}}\t{{.Label "a"}}'

docker inspect one --format '{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{.HostConfig.Memory}}'

docker inspect one -f '{{.State.Running}} {{.State.Paused}} {{.RestartCount}} {{.Driver | len}}'

docker inspect one -f '{{json .Config.Env}} {{json .Config.Cmd}} {{json .Config.Entrypoint}}' | sed 's/,"PATH[^]]*//'

docker inspect one -f '{{range .Config.Env}}{{println .}}{{end}}' | grep -v PATH

docker inspect one -f '{{index .Config.Env 0}} {{index .Config.Labels "a"}} {{.Config.Labels.b}} {{.Config.Labels.nope}}'

docker inspect one -f '{{index .Config.Labels "nope"}}|{{with .Config.Labels.nope}}x{{else}}none{{end}}'

docker inspect one -f '{{json .HostConfig.RestartPolicy}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy}}'

docker inspect one -f '{{json .HostConfig.Ulimits}} {{json .HostConfig.Tmpfs}} {{.HostConfig.Tmpfs}}'

docker inspect one -f '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}}{{end}}'

docker inspect one -f '{{json .Mounts}}' | sed 's/"Source":"[^"]*"/"Source":"X"/'

docker inspect one -f '{{range $name, $net := .NetworkSettings.Networks}}{{$name}} {{$net.IPPrefixLen}} {{$net.Aliases}}{{end}}'

docker inspect one -f '{{.NetworkSettings.Networks.fnet.IPPrefixLen}} {{(index .NetworkSettings.Networks "fnet").IPPrefixLen}}'

docker inspect one -f '{{.NetworkSettings.Networks.nope.IPAddress}}'

docker inspect one -f '{{.State.Health}}'

docker inspect one -f '{{.State.Health.Status}}'

docker inspect one -f '{{if .State.Health}}h{{else}}none{{end}}'

docker inspect one -f '{{.Config.Healthcheck}} {{.HostConfig.Init}} {{.Config.StopTimeout}} {{.Config.Volumes}} {{.Config.ExposedPorts}}'

docker inspect one -f '{{.Nope}}'

docker inspect one -f '{{.Config.Nope}}'

docker inspect one -f '{{.Name.Nope}}'

docker inspect one -f '{{.ID}} {{.Id}}' | wc -w

docker inspect one -f '{{.ID | printf "%.6s" | len}} {{len .Id}} {{slice .Id 0 0}}|'

docker inspect one two -f '{{.Name}} {{.State.Status}}'

docker inspect one nope -f '{{.Name}}'

docker inspect nope -f '{{.Name}}'

docker inspect one -f '{{join .Config.Cmd "+"}} {{join (split "a-b-c" "-") "/"}}'

docker inspect one -f '{{join .Name ","}}'

docker inspect one -f '{{printf "%s %d %v %t %x %5d|%-5d|%05d" .Name .HostConfig.Memory .HostConfig.Memory .State.Running 255 7 7 7}}'

docker inspect one -f '{{printf "%T %T %T" .Name .Config.Env .State.Running}}'

docker inspect one -f '{{printf "%d" .Name}} {{printf "%s" 5}} {{printf "%d"}} {{printf "%s" "a" "b"}}'

docker inspect one -f '{{eq 1 1}} {{ne .Name "x"}} {{lt 1 2}} {{ge 2 3}} {{and true .Name}} {{or "" "x"}} {{not false}} {{eq "a" "b" "a"}}'

docker inspect one -f '{{eq .Name 1}}'

docker inspect one -f '{{index .Config.Env 99}}'

docker inspect one -f '{{$x := .Name}}{{$x}}{{$x = "y"}} {{$x}}{{range $i, $e := .Config.Cmd}} {{$i}}={{$e}}{{end}}'

docker inspect one -f '{{define "T"}}<{{.}}>{{end}}{{template "T" .Name}}{{block "B" .State.Status}}[{{.}}]{{end}}'

docker inspect one -f '{{- /* comment */ -}}  {{ .Name -}}   x'

docker inspect one -f '{{range .Config.Cmd}}{{if eq . "sleep"}}{{continue}}{{end}}{{.}}{{break}}{{end}}'

docker inspect one -f '{{html "<a>"}} {{js "it'"'"'s"}} {{urlquery "a b&c"}} {{print 1 2 "x" 3}} {{println "y"}}'

docker inspect one -f '{{if}}'

docker inspect one -f '{{end}}'

docker inspect one -f '{{range .Config.Env}}'

docker inspect one -f '{{$nope}}'

docker inspect one -f '{{.Name'

docker inspect one -f '{{"a}}'

docker inspect one -f '{{1 2}}'

docker inspect one -f '{{template "nope"}}'

docker inspect one -f json | cut -c1-8

docker container inspect one -f '{{.Name}}' -s

docker inspect one -s -f '{{.SizeRootFs}}' | wc -w

docker image inspect busybox -f '{{.RepoTags}} {{.Os}} {{.Config.Cmd}} {{.Config.Entrypoint}} {{.Config.WorkingDir}}| {{len .RootFS.Layers}} {{.RootFS.Type}}'

docker image inspect busybox -f '{{json .Config.Cmd}} {{json .Config.Entrypoint}} {{.Config.User}}|{{.Config.ExposedPorts}}|{{.Variant}}|'

docker image inspect busybox -f '{{.Nope}}'

docker network inspect fnet -f '{{.Name}} {{.Driver}} {{.Scope}} {{.Internal}} {{.Labels}} {{.IPAM.Driver}} {{len .IPAM.Config}}'

docker network inspect fnet -f '{{range .Containers}}{{.Name}}{{end}} {{json .Labels}} {{.Options}}'

docker network inspect fnet -f '{{.Nope}}'

docker network ls --filter name=fnet --format '{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}} {{.Internal}} {{.Label "a"}}'

docker volume inspect fvol -f '{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}} {{.Options}} {{json .Options}} {{json .Labels}}'

docker volume inspect fvol -f '{{.Nope}}'

docker volume inspect fvol -f '{{.UsageData}}'

docker volume ls --filter name=fvol --format '{{.Name}} {{.Driver}} {{.Labels}} {{.Label "x"}} {{.Links}} {{.Size}}'

docker volume ls --filter name=fvol --format 'table {{.Name}}\t{{.Driver}}'

docker images busybox --format '{{.Repository}}:{{.Tag}} {{.Digest}} {{.Containers}} {{.SharedSize}}'

docker images busybox --format 'table {{.Repository}}\t{{.Tag}}'

docker images --format '{{.Nope}}'

docker info -f '{{.OSType}} {{.Swarm.LocalNodeState}} {{.Containers}} {{.ContainersRunning}}'

docker info -f '{{.Nope}}'

docker info -f '{{'

docker version -f '{{.Client.Context}} {{.Client.Version | len}} {{.Server.Os}}'

docker version -f '{{.Nope}}'

docker version -f '{{.Server.Nope}}'

docker system df --format '{{.Type}}: {{.TotalCount}} {{.Active}}' | head -3 | tail -2

docker events --since 1000000000 --until 1000000001 --format '{{.Nope}}'

docker events --since 1000000000 --until 1000000001 --format '{{.Type}}'

docker context inspect -f '{{.Name}} {{.Nope}}'

docker history busybox --format '{{.CreatedBy}}' | head -1

docker stats --no-stream --format '{{.Name}} {{.PIDs}} {{.Nope}}' one

docker stats --no-stream --format '{{.Name}} {{.PIDs}}' one

docker top one -o pid | head -1

docker rm -f one two > /dev/null; docker network rm fnet; docker volume rm fvol
