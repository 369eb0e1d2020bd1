# What a learner does, step by step, in the guest's host shell.

# step get-an-image
docker pull nginx
docker images

# step start-a-container
# predict images-after 1
docker run -d --name web1 -p 8081:80 nginx
docker images
until curl -s localhost:8081; do sleep 0.1; done

# step two-lists
# answer stop-what web1
docker ps

# step process
# answer what-runs 2
ps | grep '[n]ginx:'
docker exec web1 ls /usr/share/nginx/html

# step remove
# predict image-after-rm 1
docker rm -f web1
docker images
docker run --rm nginx nginx -v

# step sum-up
# answer true-or-not 0 2
