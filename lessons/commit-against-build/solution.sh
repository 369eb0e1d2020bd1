# What a learner does, step by step. Run in the guest's host shell.

# step commit
# answer after-the-photo 0
docker run -d --name draft busybox sh -c 'mkdir /www; httpd -fp3000 -h /www'
docker exec draft sh -c 'echo "Apples: 3 euros" > /www/index.html'
docker commit draft stall:photo
docker run --rm stall:photo cat /www/index.html

# step history
# answer next-year 1
docker history stall:photo
mkdir -p stall
echo 'Apples: 3 euros' > stall/index.html
cat > stall/Dockerfile <<'END'
FROM busybox
LABEL lesson=stall
COPY index.html /www/
CMD ["httpd", "-fp3000", "-h", "/www"]
END
docker build -t stall stall
docker history stall

# step rebuild
# predict price-now 1
docker run -d --name stall1 -p 8087:3000 stall
echo 'Apples: 4 euros' > stall/index.html
docker build -t stall stall
curl -s localhost:8087
docker ps

# step restart
# predict after-restart 1
docker restart -t 1 stall1
docker inspect -f '{{.Image}}' stall1; docker image inspect -f '{{.Id}}' stall

# step replace
docker rm -f stall1
docker run -d --name stall1 -p 8087:3000 stall

# step left-behind
# answer new-version 2
docker images
docker image prune -f --filter label=lesson=stall
docker rm -f draft stall1
