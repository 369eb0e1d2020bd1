# What a learner does, step by step. Run in the guest's host shell.

# step build
mkdir -p greeting
echo '<h1>Hello from my own image</h1>' > greeting/index.html
cat > greeting/Dockerfile <<'END'
FROM busybox
COPY index.html /www/
END
docker build -t greeting greeting
docker run --rm greeting cat /www/index.html

# step run-and-cmd
# predict after-build 1
# answer cmd-mkdir 1
cat > greeting/Dockerfile <<'END'
FROM busybox
COPY index.html /www/
RUN date > /www/built.txt
CMD ["httpd", "-fp3000", "-h", "/www"]
END
docker build -t greeting greeting
docker run --rm greeting cat /www/built.txt

# step context
echo "Small steps, every day" > motto.txt
cat > greeting/Dockerfile <<'END'
FROM busybox
COPY index.html /www/
COPY ../motto.txt /www/
RUN date > /www/built.txt
CMD ["httpd", "-fp3000", "-h", "/www"]
END
docker build -t greeting greeting
cp motto.txt greeting/ && sed -i 's|\.\./motto|motto|' greeting/Dockerfile
docker build -t greeting greeting

# step expose
# predict exposed 1
cat > greeting/Dockerfile <<'END'
FROM busybox
COPY index.html motto.txt /www/
RUN date > /www/built.txt
EXPOSE 3000
CMD ["httpd", "-fp3000", "-h", "/www"]
END
docker build -t greeting greeting
docker run -d --name shown greeting
curl localhost:3000
docker run -d --name published -p 8085:3000 greeting
until curl -s localhost:8085; do sleep 0.1; done

# step copy
# predict page-in-image 1
# answer true-of-dockerfile 0 2
echo '<h1>Hello again, with a better text</h1>' > greeting/index.html
docker run --rm greeting cat /www/index.html
docker build -t greeting greeting
docker run --rm greeting cat /www/index.html
docker history greeting
docker rm -f shown published
