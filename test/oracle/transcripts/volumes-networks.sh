docker volume create data

docker volume create --label a=b --name named

docker volume ls

docker volume ls -q

docker volume ls --format '{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}}'

docker volume ls --filter label=a

docker volume inspect -f '{{.Name}} {{json .Labels}}' data named

docker run --rm -v data:/d busybox sh -c 'echo kept > /d/f'

docker run --rm -v data:/d:ro busybox cat /d/f

docker run --rm --mount src=data,dst=/d busybox ls /d

docker run --name v -v /anon busybox true; docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}}{{end}}' v; docker rm -v v

docker volume rm data named

docker volume rm data

docker volume prune -f

docker network ls

docker network ls --format '{{.Name}} {{.Driver}}' --filter type=builtin

docker network ls -q | wc -l

docker network inspect -f '{{.Name}} {{.Driver}} {{.Scope}}' bridge

docker system df --format '{{.Type}} {{.TotalCount}}' | head -1 | cut -d' ' -f1

docker network prune -f

docker system prune -f

# not on served: the real command has its plugin on one side only
docker builder prune -f 2>/dev/null
