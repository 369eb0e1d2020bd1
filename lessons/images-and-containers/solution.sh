# What a learner does, step by step. Run in the guest's host shell; a line "# step <id>" starts a step.

# step get-an-image
docker pull nginx
docker images

# step start-a-container
docker run -d --name web1 -p 8081:80 nginx
docker ps
until curl -s localhost:8081; do sleep 0.1; done

# step two-from-one
docker run -d --name web2 -p 8082:80 nginx
docker exec web1 sh -c 'echo "<h1>changed in web1</h1>" > /usr/share/nginx/html/index.html'
curl -s localhost:8081
docker diff web1

# step stopped-is-not-gone
docker stop web1
docker ps -a
docker start web1

# step remove
# answer where-is-the-image 1
docker rm -f web1 web2
docker images
